"""Resource names. The contract's annotations have checked their form."""


def customer_id(name: str) -> str:
    return name.removeprefix("customers/")


def customer_name(customer: str) -> str:
    return f"customers/{customer}"


def entry_name(customer: str, entry_id: str) -> str:
    return f"customers/{customer}/entries/{entry_id}"


def split_entry_name(name: str) -> tuple[str, str]:
    """The ids of the customer and of the entry."""
    _, customer, _, entry_id = name.split("/")
    return customer, entry_id


def offer_id(name: str) -> str:
    return name.removeprefix("offers/")


def offer_name(identifier: str) -> str:
    return f"offers/{identifier}"
