"""Things that a careful bot would not have done."""

from dataclasses import dataclass, field

from tests.support.bot_api.model.state import Request, State


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that was refused or careless, or a query never answered, and why."""

    method: str
    reason: str
    parameters: dict[str, object] = field(default_factory=dict)


def refusals(state: State) -> list[Refusal]:
    """All refusals so far: requests in order, and then the queries that have not been answered."""
    from_requests = [refusal for request in state.log for refusal in _of_request(request)]
    taps = [query for query in state.callbacks.values() if query.answer is None]
    asks = [query for query in state.inline_queries.values() if query.answer is None]
    return [
        *from_requests,
        *(Refusal("answerCallbackQuery", f"never answered: {query.words!r}") for query in taps),
        *(Refusal("answerInlineQuery", f"never answered: {query.words!r}") for query in asks),
    ]


def _of_request(request: Request) -> list[Refusal]:
    parameters = dict(request.parameters)
    reasons = list(request.notes)
    if request.response and not request.response.ok:
        reasons.append(request.response.description)
    return [Refusal(request.method, reason, parameters) for reason in reasons]
