"""`regard customers`: who is who. What other systems know a customer by, and which customers are one."""

from collections.abc import Iterable
from typing import Unpack

import click
from google.protobuf.message import Message
from rich.text import Text

from regard.cli.contents import identity_text
from regard.cli.settings import Settings, help_if_alone, shared_options
from regard.cli.terminal import console, print_json, show_more
from regard.cli.wording import clean, date
from regard.cli.write_options import WriteWithReason, reason_option, write_options
from regard.v1 import Customer


@click.group(invoke_without_command=True)
@shared_options
@click.pass_context
def customers(context: click.Context) -> None:
    """Find customers, link what other systems know them by, and merge those who are one person."""
    help_if_alone(context)


@customers.command("list")
@click.option("--show-merged", is_flag=True, help="Also those who are merged into others.")
@click.option("--page-size", type=click.IntRange(1, 1000), default=100, show_default=True, help="At most this many.")
@click.option("--page-token", default="", help="Where to go on, as the page before told.")
@shared_options
@click.pass_obj
def list_(settings: Settings, /, *, show_merged: bool, page_size: int, page_token: str) -> None:
    """List the customers in the order of their names."""
    with settings.connect() as client:
        response = client.list_customers(show_merged=show_merged, page_size=page_size, page_token=page_token)
    if settings.json:
        print_json(response)
        return
    show(response.customers, nobody="" if page_token else "Nobody is known yet.")
    show_more(response.next_page_token, console())


@customers.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--page-size", type=click.IntRange(1, 100), default=10, show_default=True, help="At most this many.")
@shared_options
@click.pass_obj
def search(settings: Settings, /, *, query: tuple[str, ...], page_size: int) -> None:
    """Find customers by name, identity or id, misspelled or half typed too, best first."""
    with settings.connect() as client:
        response = client.search_customers(" ".join(query), page_size=page_size)
    if settings.json:
        print_json(response)
        return
    show((match.customer for match in response.matches), nobody="Nobody is like that.")


@customers.command()
@click.argument("scheme")
@click.argument("value")
@shared_options
@click.pass_obj
def lookup(settings: Settings, /, *, scheme: str, value: str) -> None:
    """Find the customer that another system knows by VALUE: regard customers lookup email ada@example.org."""
    with settings.connect() as client:
        response = client.lookup_customer(scheme=scheme, value=value)
    answer(settings, response, [response.customer])


@customers.command()
@click.argument("customer")
@click.argument("scheme")
@click.argument("value")
@click.option("--reason", default="", help="Why.")
@write_options
@shared_options
@click.pass_obj
def link(settings: Settings, /, *, customer: str, scheme: str, value: str, **write: Unpack[WriteWithReason]) -> None:
    """Say that another system knows CUSTOMER by VALUE: regard customers link u1 email ada@example.org."""
    with settings.connect() as client:
        response = client.link_identity(customer, scheme=scheme, value=value, **write)
    answer(settings, response, [response.customer], f"Linked, revision {response.revision}:")


@customers.command()
@click.argument("customer")
@click.argument("scheme")
@click.argument("value")
@reason_option
@write_options
@shared_options
@click.pass_obj
def unlink(settings: Settings, /, *, customer: str, scheme: str, value: str, **write: Unpack[WriteWithReason]) -> None:
    """Say that VALUE isn't CUSTOMER's after all. It may then be linked to another."""
    with settings.connect() as client:
        response = client.unlink_identity(customer, scheme=scheme, value=value, **write)
    answer(settings, response, [response.customer], f"Unlinked, revision {response.revision}:")


@customers.command()
@click.argument("customer")
@click.option("--into", "survivor", required=True, metavar="CUSTOMER", help="Whose profile it is from now on.")
@reason_option
@write_options
@shared_options
@click.pass_obj
def merge(settings: Settings, /, *, customer: str, survivor: str, **write: Unpack[WriteWithReason]) -> None:
    """Merge CUSTOMER into another who is the same person: both names then show one profile. It can be undone."""
    with settings.connect() as client:
        response = client.merge_customers(surviving_customer=survivor, merged_customer=customer, **write)
    answer(settings, response, [response.customer], f"Merged, revision {response.revision}:")


@customers.command()
@click.argument("customer")
@reason_option
@write_options
@shared_options
@click.pass_obj
def unmerge(settings: Settings, /, *, customer: str, **write: Unpack[WriteWithReason]) -> None:
    """Undo the merge of CUSTOMER into another: each has the profile of what was recorded under their own name."""
    with settings.connect() as client:
        response = client.unmerge_customers(customer, **write)
    both = [response.surviving_customer, response.customer]
    answer(settings, response, both, f"Unmerged, revision {response.revision}:")


def answer(settings: Settings, response: Message, shown: Iterable[Customer], heading: str = "") -> None:
    if settings.json:
        print_json(response)
        return
    if heading:
        console().print(heading)
    show(shown)


def show(shown: Iterable[Customer], *, nobody: str = "") -> None:
    terminal = console()
    texts = [customer_text(customer) for customer in shown]
    if texts:
        terminal.print(Text("\n").join(texts))
    elif nobody:
        terminal.print(nobody)


def customer_text(customer: Customer) -> Text:
    """A line with the name, how they are addressed and when something last came in; then one for each other name."""
    text = Text.assemble((clean(customer.name), "bold"))
    if customer.display_name:
        text.append(f"  {clean(customer.display_name)}")
    if customer.HasField("update_time"):
        text.append(f"  last entry {date(customer.update_time)}", style="dim")
    lines = [identity_text(identity) for identity in customer.identities]
    lines += [f"{merged} is merged into it" for merged in customer.merged_customers]
    lines += [f"merged into {customer.surviving_customer}"] if customer.surviving_customer else []
    for line in lines:
        text.append(f"\n  {clean(line)}")
    return text
