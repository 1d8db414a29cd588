"""The company of the data sets, which say nothing of consents, hours and what was shown: what people answered decides."""

from regard import Client


def only_their_answers(client: Client) -> None:
    """Sets a policy without consent needs, quiet hours and caps; its cool-downs stay the default's."""
    policy = client.get_policy().policy
    policy.ClearField("quiet_hours")
    del policy.consent_needs[:]
    del policy.frequency_caps[:]
    client.update_policy(policy, recorder="tests", reason="The data sets tell of neither.")
