"""What went wrong, in one line that says what to do, and the exit code that goes with it."""

from dataclasses import dataclass

import click
import grpc

from regard import errors
from regard.cli.wording import one_line

ANSWERED = 1
WRONG_USAGE = 2
NO_SERVER = 2
INTERRUPTED = 130
"""What shells say of a command that was ended by Ctrl-C."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What is said on stderr, and what the process exits with."""

    line: str
    exit_code: int


# What to do about an answer, by the class of its error; where there is nothing to add, the service's own text is said.
ADVICE: dict[type[errors.RegardError], str] = {
    errors.EntryNotFound: "no entry {error.entry}. List the names with: regard entries CUSTOMER",
    errors.SourceIdReused: "{error.entry} has this source id and says something else. Retract it, or use another.",
    errors.EntryRetracted: "{error.entry} was retracted: there is nothing to replace. Record the new one by itself.",
    errors.EntrySuperseded: "{error.entry} is replaced already. Supersede {error.superseded_by}.",
    errors.ProfileFull: (
        "{error.customer} has {error.maximum:,} {error.limit}, as many as a profile holds. Retract what no longer matters."
    ),
    errors.CursorOutOfRange: (
        "what changed since this cursor can't be told any more. Begin anew: regard export --output FILE --cursor-file CURSOR"
    ),
    errors.IdentityNotFound: "no customer is linked to this {error.scheme}, or not this one.",
    errors.IdentityTaken: (
        "this {error.scheme} is linked to {error.customer}. Unlink it there, or: regard customers merge CUSTOMER --into …"
    ),
    errors.CustomerMerged: (
        "{error.customer} is merged into {error.surviving_customer}. Merge that one, or: regard customers unmerge …"
    ),
    errors.MergeCycle: "{error.customer} is merged into the other one already. Merge the other way round, or unmerge.",
    errors.NotMerged: "{error.customer} is not merged into anybody.",
    errors.SearchIndexOff: "the operator has switched off search across customers. Name one: regard search CUSTOMER QUERY",
    errors.InvalidPageToken: "the page token is not one for these options. Start without --page-token.",
    errors.Unauthenticated: "the server wants a token, and not this one. Put it into REGARD_TOKEN.",
}


def explain(error: Exception, target: str) -> Failure:
    """The line and exit code for an error that ended a command."""
    if isinstance(error, errors.Unavailable) and not error.reason:
        line = f"no server answers at {target}. Is it running? Name another with --target or REGARD_TARGET."
        return Failure(line, NO_SERVER)
    if isinstance(error, errors.DeadlineExceeded) and not error.reason:
        line = f"{target} didn't answer in time; a write may have happened all the same. Wait longer with --timeout."
        return Failure(line, NO_SERVER)
    if isinstance(error, errors.RegardError) and error.code is grpc.StatusCode.UNIMPLEMENTED:
        return Failure(f"the server at {target} doesn't know this call: it is older than this command.", ANSWERED)
    if isinstance(error, errors.RegardError):
        return Failure(one_line(_advise(error)), ANSWERED)
    if isinstance(error, click.UsageError):
        command = error.ctx.command_path if error.ctx else "regard"
        return Failure(one_line(f"{_end(error.format_message())} See: {command} --help"), WRONG_USAGE)
    if isinstance(error, click.ClickException):
        return Failure(one_line(error.format_message()), error.exit_code)
    return Failure("an argument is not valid UTF-8; give it in the encoding of this terminal", WRONG_USAGE)


def _advise(error: errors.RegardError) -> str:
    if isinstance(error, errors.UnknownTopic):
        near = f"Did you mean {' or '.join(error.nearest[:3])}?" if error.nearest else "Try: regard topics search WORDS"
        return f"no topic {error.topic!r} in the taxonomy. {near}"
    if isinstance(error, errors.Internal) and error.error_id:
        return f"the service made a mistake; nothing is wrong with the command. Its log knows it as {error.error_id}."
    if type(error) in ADVICE:
        return ADVICE[type(error)].format(error=error)
    if error.violations:
        return "; ".join(f"{wrong.field}: {wrong.description}" for wrong in error.violations)
    return _end(str(error))


def _end(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
