"""`regard topics`: the taxonomy that offers and preferences are described with."""

from collections.abc import Iterable

import click

from regard.cli.settings import Settings, help_if_alone, shared_options
from regard.cli.terminal import console, grid, print_json, show_grid, show_more
from regard.cli.wording import clean
from regard.v1 import Topic


@click.group(invoke_without_command=True)
@shared_options
@click.pass_context
def topics(context: click.Context) -> None:
    """Search and list the topics of the taxonomy."""
    help_if_alone(context)


@topics.command()
@click.argument("query")
@click.option("--page-size", type=click.IntRange(1, 100), default=10, show_default=True, help="At most this many.")
@shared_options
@click.pass_obj
def search(settings: Settings, /, *, query: str, page_size: int) -> None:
    """Find topics by QUERY, misspelled or half typed too, best first."""
    with settings.connect() as client:
        response = client.search_topics(query, page_size=page_size)
    if settings.json:
        print_json(response)
    elif response.matches:
        show(match.topic for match in response.matches)
    else:
        console().print("No topic is like that.")


@topics.command("list")
@click.argument("ancestor", default="")
@click.option("--page-size", type=click.IntRange(1, 1000), default=100, show_default=True, help="At most this many.")
@click.option("--page-token", default="", help="Where to go on, as the page before told.")
@shared_options
@click.pass_obj
def list_(settings: Settings, /, *, ancestor: str, page_size: int, page_token: str) -> None:
    """List the topics in the order of their paths: ANCESTOR and those below it, or all."""
    with settings.connect() as client:
        response = client.list_topics(ancestor, page_size=page_size, page_token=page_token)
    if settings.json:
        print_json(response)
        return
    if response.topics or page_token:
        show(response.topics)
    else:
        console().print("No such topics.")
    show_more(response.next_page_token, console())


def show(shown: Iterable[Topic]) -> None:
    table = grid(1, 1)
    for topic in shown:
        label = f"{topic.label} (now {topic.moved_to})" if topic.moved_to else topic.label
        table.add_row(clean(topic.path), clean(label))
    show_grid(table, console())
