"""The contract as callers meet it: real calls over a real channel, the good and above all the bad ones."""
