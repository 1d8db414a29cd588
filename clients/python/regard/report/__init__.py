"""What `regard report` says of friction, and of a campaign by tier: in words, in tables and in charts.

`friction` and `tiers` turn the service's answers into sections (`sections`), which the terminal prints and `page` makes one
HTML file of; `charts` draws them and alone needs the extra `regard[report]`. `campaign` reads the customers of a campaign
with their tiers, and adds up the answers about its parts.
"""
