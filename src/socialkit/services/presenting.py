"""Turn records into views for one viewer, with everybody on the page read in one go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from socialkit.domain.actions import Permission
from socialkit.domain.bodies import BodyFormat, MentionKind, MentionTarget, MentionView
from socialkit.domain.facts import CommentFacts, PersonFacts
from socialkit.domain.groups import Group
from socialkit.domain.people import MemberClass, Person
from socialkit.domain.posts import Comment, Post, ReactionKind
from socialkit.domain.questions import MOVES, QuestionMove, QuestionState, turn
from socialkit.domain.things import (
    comment_facts,
    group_facts,
    person_facts,
    post_facts,
    reply_facts,
)
from socialkit.ports.storage.records import (
    CommentRecord,
    GroupRecord,
    PersonRecord,
    PostRecord,
    ReplyRecord,
)
from socialkit.services.context import Context
from socialkit.services.views import (
    SOMEONE,
    CommentView,
    GroupRef,
    GroupView,
    PersonRef,
    PlaceView,
    PostView,
    QuestionView,
    ReplyView,
)

_MOVES = {
    "accept": QuestionMove.ACCEPT,
    "close": QuestionMove.CLOSE,
    "direct": QuestionMove.DIRECT,
    "mark-duplicate": QuestionMove.MARK_DUPLICATE,
    "reopen": QuestionMove.REOPEN,
    "reply": QuestionMove.ANSWER,
}
_INSIDERS = frozenset({MemberClass.EMPLOYEE, MemberClass.HONORARY})


def is_outsider(person: Person) -> bool:
    """Tell whether the person is marked as from outside wherever they appear."""
    return person.member_class not in _INSIDERS


def group_ref(group: Group) -> GroupRef:
    """Name a place."""
    return GroupRef(group.id, group.slug, group.name, group.visibility, group.externals_allowed)


def person_ref(person: Person) -> PersonRef:
    """Name a person to somebody who may see them."""
    return PersonRef(
        person.id,
        person.handle,
        person.display_name,
        person.avatar_url,
        is_outsider(person),
        person.organisation,
    )


def facts_of(record: PersonRecord) -> PersonFacts:
    """Return the facts of a person as the viewer meets them."""
    return person_facts(
        record.person, shares_group=record.shares_group, public_author=record.public_author
    )


class Cast:
    """Know everybody who appears on a page, each as the viewer may see them.

    Ids are gathered first and read in one go; whoever was not gathered, is absent, or may not be
    seen is `SOMEONE`.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._known: dict[UUID, PersonRef] = {}

    def gather(self, ids: Iterable[UUID | None]) -> None:
        """Read those of `ids` that are not known yet."""
        wanted = {i for i in ids if i is not None} - self._known.keys()
        if not wanted:
            return
        plan = self._context.plan(Permission.PERSON_SEE_NAME)
        seen = self._context.unit.directory.visible(self._context.caller, plan, wanted)
        for person_id in wanted:
            record = seen.get(person_id)
            self._known[person_id] = SOMEONE if record is None else self._ref(record)

    def ref(self, person_id: UUID | None) -> PersonRef:
        """Return how the viewer sees this person."""
        return SOMEONE if person_id is None else self._known.get(person_id, SOMEONE)

    def add(self, record: PersonRecord) -> PersonRef:
        """Take over a person who was read already."""
        self._known[record.person.id] = ref = self._ref(record)
        return ref

    def view(self, target: MentionTarget) -> MentionView | None:
        """Return how the viewer sees a mention."""
        ref = self.ref(target.id) if target.kind is MentionKind.PERSON else SOMEONE
        if ref.handle is None:
            return None
        return MentionView(label=ref.name, href=self._context.tools.links.person(ref.handle))

    def handle(self, target: MentionTarget) -> str | None:
        """Return what an author types for a mention."""
        return self.ref(target.id).handle if target.kind is MentionKind.PERSON else None

    def _ref(self, record: PersonRecord) -> PersonRef:
        person, facts = record.person, facts_of(record)
        if not self._context.may(Permission.PERSON_READ, facts):
            return PersonRef(None, None, person.display_name, person.avatar_url)
        return person_ref(person)


class Presenter:
    """Make views of what storage handed out."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.cast = Cast(context)

    # -- posts ---------------------------------------------------------------------------------

    def posts(self, records: Sequence[PostRecord]) -> tuple[PostView, ...]:
        """Show posts; the people on them are read together."""
        self.gather_posts(records)
        return tuple(self.post(record) for record in records)

    def gather_posts(self, records: Sequence[PostRecord]) -> None:
        """Read the people who appear on these posts."""
        for record in records:
            self.context.noted(record)
        ids: list[UUID | None] = []
        for record in records:
            ids += (record.post.author_id, record.post.directed_to_id)
            ids += self._mentioned(record.post.body)
        self.cast.gather(ids)

    def post(self, record: PostRecord, *, original: bool = False) -> PostView:
        """Show a post whose people were gathered; `original`: the viewer may read its original."""
        post = record.post
        facts = post_facts(post, record.group)
        can = _in_this_state(post, self.context.can("post", facts))
        return PostView(
            id=post.id,
            kind=post.kind,
            place=group_ref(record.group),
            author=self.cast.ref(post.author_id),
            title=post.title,
            html=self.html(post.body, post.body_format),
            source=self.source(post.body, post.body_format, can),
            tags=post.tags,
            audience=post.audience,
            state=post.state,
            locked=post.locked,
            created_at=post.created_at,
            edited_at=post.edited_at,
            last_activity_at=post.last_activity_at,
            reply_count=post.reply_count,
            comment_count=post.comment_count,
            reaction_count=post.reaction_count,
            score=post.baseline_score + post.reaction_count,
            my_reactions=record.my_reactions,
            followed=record.followed,
            question=self._question(post, original=original),
            version=post.version,
            can=can,
            mine=post.author_id is not None and post.author_id == self.context.caller.person_id,
        )

    def _question(self, post: Post, *, original: bool) -> QuestionView | None:
        if post.question_state is None:
            return None
        turn_now = turn(
            post.question_state,
            asker_id=post.author_id,
            directed_to_id=post.directed_to_id,
            last_voice_id=post.last_voice_id,
        )
        directed = None if post.directed_to_id is None else self.cast.ref(post.directed_to_id)
        return QuestionView(
            state=QuestionState(post.question_state),
            turn=turn_now,
            directed_to=directed,
            accepted_reply_id=post.accepted_reply_id,
            accepted_at=post.accepted_at,
            closed_at=post.closed_at,
            close_reason=post.close_reason,
            duplicate_of_id=post.duplicate_of_id if original else None,
            answer_count=post.answer_count,
        )

    # -- replies and comments ------------------------------------------------------------------

    def gather_texts(self, records: Iterable[ReplyRecord | CommentRecord]) -> None:
        """Read the people who appear on these replies and comments."""
        ids: list[UUID | None] = []
        for record in records:
            text = record.reply if isinstance(record, ReplyRecord) else record.comment
            ids.append(text.author_id)
            ids += self._mentioned(text.body)
        self.cast.gather(ids)

    def reply(
        self,
        record: ReplyRecord,
        place: PostRecord,
        *,
        comments: Sequence[CommentRecord] = (),
        reactions: dict[ReactionKind, int] | None = None,
    ) -> ReplyView:
        """Show a reply whose people were gathered, with the comments on it."""
        reply, post = record.reply, post_facts(place.post, place.group)
        can = self.context.can("reply", reply_facts(reply, post))
        return ReplyView(
            id=reply.id,
            post_id=reply.post_id,
            author=self.cast.ref(reply.author_id),
            html=self.html(reply.body, reply.body_format),
            source=self.source(reply.body, reply.body_format, can),
            accepted=place.post.accepted_reply_id == reply.id,
            insiders_only=reply.insiders_only,
            state=reply.state,
            created_at=reply.created_at,
            edited_at=reply.edited_at,
            comments=tuple(self.comment(c, place, under=record) for c in comments),
            reactions=reactions or {},
            reaction_count=reply.reaction_count,
            score=reply.baseline_score + reply.reaction_count,
            my_reactions=record.my_reactions,
            version=reply.version,
            can=can,
        )

    def comment(
        self, record: CommentRecord, place: PostRecord, *, under: ReplyRecord | None
    ) -> CommentView:
        """Show a comment whose people were gathered."""
        comment = record.comment
        can = self.context.can("comment", self._comment_facts(comment, place, under))
        return CommentView(
            id=comment.id,
            post_id=comment.post_id,
            reply_id=comment.reply_id,
            author=self.cast.ref(comment.author_id),
            html=self.html(comment.body, comment.body_format),
            source=self.source(comment.body, comment.body_format, can),
            state=comment.state,
            created_at=comment.created_at,
            edited_at=comment.edited_at,
            reaction_count=comment.reaction_count,
            score=comment.baseline_score + comment.reaction_count,
            my_reactions=record.my_reactions,
            version=comment.version,
            can=can,
        )

    @staticmethod
    def _comment_facts(
        comment: Comment, place: PostRecord, under: ReplyRecord | None
    ) -> CommentFacts:
        post = post_facts(place.post, place.group)
        reply = None if under is None else reply_facts(under.reply, post)
        return comment_facts(comment, post, reply=reply)

    # -- groups --------------------------------------------------------------------------------

    def groups(self, records: Sequence[GroupRecord]) -> tuple[GroupView, ...]:
        """Show cards of groups; who is from outside in them is read together."""
        for record in records:
            self.context.noted(record)
        shared = [record.group.id for record in records if record.group.externals_allowed]
        unit, caller = self.context.unit, self.context.caller
        outside = unit.memberships.externals(caller, shared) if shared else {}
        return tuple(self._group(r, outside.get(r.group.id, ())) for r in records)

    def place(self, record: GroupRecord) -> PlaceView:
        """Name one of the viewer's groups."""
        self.context.noted(record)
        group = record.group
        return PlaceView(
            group.id,
            group.slug,
            group.name,
            group.visibility,
            group.reach,
            group.default_audience,
            group.externals_allowed,
            self.context.can("group", group_facts(group)),
        )

    def group(self, record: GroupRecord) -> GroupView:
        """Show the card of a group, and of its members what the viewer may know."""
        return self.groups([record])[0]

    def _group(self, record: GroupRecord, outside: tuple[tuple[str, int], ...]) -> GroupView:
        group, facts = record.group, group_facts(record.group)
        can = self.context.can("group", facts)
        knows = "read-members" in can
        return GroupView(
            id=group.id,
            slug=group.slug,
            name=group.name,
            about=group.about,
            about_html=self.html(group.about, BodyFormat.MARKDOWN),
            visibility=group.visibility,
            purpose=group.purpose,
            join_method=group.join_method,
            reach=group.reach,
            default_audience=group.default_audience,
            externals_allowed=group.externals_allowed,
            trusted_area=group.trusted_area,
            archived=group.archived,
            my_role=record.my_role,
            requested=record.requested,
            member_count=record.member_count if knows else None,
            externals=outside if knows else (),
            created_at=group.created_at,
            version=group.version,
            can=can,
        )

    # -- text ----------------------------------------------------------------------------------

    def html(self, body: str, body_format: BodyFormat) -> str:
        """Render a stored body for the viewer; its mentions were gathered."""
        return self.context.tools.text.render(body, names=self.cast.view, format=body_format)

    def source(self, body: str, body_format: BodyFormat, can: Sequence[str]) -> str | None:
        """Return the body as it is edited, for those who may edit it."""
        if "edit" not in can:
            return None
        if body_format is BodyFormat.HTML:
            return body
        return self.context.tools.text.decode(body, self.cast.handle)

    def excerpt(self, body: str, body_format: BodyFormat, *, length: int = 120) -> str:
        """Return the beginning of a stored body as plain text; its mentions were gathered."""
        text = self.context.tools.text
        return text.excerpt(body, names=self.cast.view, format=body_format, length=length)

    def _mentioned(self, body: str) -> list[UUID | None]:
        if "@[" not in body:
            return []
        return [target.id for target in self.context.tools.text.stored_mentions(body)]


def _in_this_state(post: Post, verbs: tuple[str, ...]) -> tuple[str, ...]:
    """Keep the verbs that the table of moves allows in the state of a question."""
    state = post.question_state
    if state is None:
        return verbs
    return tuple(verb for verb in verbs if verb not in _MOVES or state in MOVES[_MOVES[verb]])
