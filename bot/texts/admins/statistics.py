"""How much was asked, and how well it was answered."""

from bot.messages.richtext import RichText, bold, plain
from bot.texts.entries import Label, Section, TextHeading, TextLine


class StatisticsTexts(Section):
    """How much was asked, and how well it was answered."""

    def usage_heading(self, days: int) -> RichText:
        """Above the statistics."""
        return bold(self._plural("The last {n} day", "The last {n} days", days).format(n=days))

    def kept_only(self, days: int) -> RichText:
        """If the period is longer than answers are stored."""
        return plain(
            self._plural(
                "I keep answers for only {n} day.", "I keep answers for only {n} days.", days
            ).format(n=days)
        )

    nobody_asked = TextLine("No questions, or they have been deleted since.")
    """The statistics of a period without questions."""

    questions_by_day = Label("Questions by day (UTC)")
    """Above the chart; days are those of Coordinated Universal Time."""

    def questions_asked(self, count: int) -> RichText:
        """How many questions were asked."""
        return bold(self._plural("{n} question", "{n} questions", count).format(n=self.formats.number(count)))

    def graded(self, grade: str, count: int, of: int, mark: str = "•") -> RichText:
        """How many answers have a grade, behind a *mark*."""
        template = {
            "answer": self._("answered: {count} ({share})"),
            "partial": self._("came close: {count} ({share})"),
            "none": self._("no answer: {count} ({share})"),
        }[grade]
        return plain(
            f"{mark} "
            + template.format(count=self.formats.number(count), share=self.formats.share(count / of))
        )

    def answer_times(self, median: str, slowest: str) -> RichText:
        """How long answers took, in milliseconds."""
        return plain(
            self._("Median: {median} ms · 95th percentile: {slowest} ms").format(
                median=median, slowest=slowest
            )
        )

    most_cited = Label("Most cited")
    """Above the most cited documents."""

    asked_in = Label("Languages")
    """Above the languages of questions."""

    digest_heading = TextHeading("Your weekly statistics")
    """Above the weekly statistics."""

    digest_on_button = Label("Send me this weekly")
    """Asks for the weekly digest."""

    digest_off_button = Label("Stop sending this weekly")
    """Ends the weekly digest."""

    picture_button = Label("As a picture")
    """Shows the statistics of four weeks as a picture."""

    gaps_button = Label("Unanswered questions")
    """Opens the unanswered questions."""

    def days_button(self, days: int) -> str:
        """Shows the statistics of the last days."""
        return self._plural("{n} day", "{n} days", days).format(n=days)
