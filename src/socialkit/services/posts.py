"""Publish, show, edit and remove posts. A change begins with a lock that the policy guards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from socialkit.domain.actions import Permission
from socialkit.domain.events import Event, EventName
from socialkit.domain.follows import FollowKind
from socialkit.domain.groups import Audience
from socialkit.domain.notifications import NoticeReason
from socialkit.domain.posts import (
    Post,
    PostKind,
    PostState,
    Target,
    TargetKind,
)
from socialkit.domain.questions import QuestionState
from socialkit.domain.things import post_facts
from socialkit.errors import Invalid
from socialkit.paging import DEFAULT_LIMIT, page_request
from socialkit.ports.storage.records import GroupRecord, PostRecord
from socialkit.services.addressing import addressee
from socialkit.services.context import Context
from socialkit.services.drafts import (
    audience_for,
    check_body,
    check_tags,
    check_title,
    imagined_post,
    locked_place,
)
from socialkit.services.finding import fresh, locked_post, post_for
from socialkit.services.mentions import Names, Resolved
from socialkit.services.presenting import Presenter
from socialkit.services.telling import Recipients, Telling
from socialkit.services.threads import (
    Threads,
    check_state,
    follow_thread,
    keep_revision,
    newly_named,
    original_readable,
    retyped,
)
from socialkit.services.views import PostView, ReadersView, RevisionView, ThreadView
from socialkit.services.words import word, yes


class Posts:
    """Offer what people do with posts of every kind."""

    def __init__(self, context: Context) -> None:
        self._context = context

    # -- reading -------------------------------------------------------------------------------

    def get(self, post: UUID | str) -> PostView:
        """Return a post without its thread; raise `NotFound`."""
        return self._show(post_for(self._context, post))

    def thread(
        self, post: UUID | str, *, limit: int = DEFAULT_LIMIT, cursor: str | None = None
    ) -> ThreadView:
        """Return a post with a page of its replies and their comments, the oldest first.

        On the first page the accepted answer comes first, and it is not repeated where it stands.
        """
        record = post_for(self._context, post)
        return Threads(self._context, record).view(page_request(limit=limit, cursor=cursor))

    def readers(
        self, *, group: UUID | str | None = None, audience: Audience | str | None = None
    ) -> ReadersView:
        """Say who would see a new post there: people, outsiders among them, their organisations.

        Somebody from outside gets numbers over the people alone whom they may see.
        """
        context = self._context
        thing = imagined_post(context, group=group, audience=audience)
        count = context.unit.audiences.count(
            context.caller,
            context.audience(Permission.POST_READ, thing),
            context.plan(Permission.PERSON_READ),
        )
        return ReadersView(count.people, count.outsiders, count.organisations)

    def history(self, post: UUID | str) -> tuple[RevisionView, ...]:
        """Return what the post was before each edit, the oldest first."""
        record = post_for(self._context, post, Permission.POST_SEE_HISTORY)
        target = Target(kind=TargetKind.POST, id=record.post.id)
        revisions = self._context.unit.revisions.of(target)
        presenter = Presenter(self._context)
        text = self._context.tools.text
        presenter.cast.gather(
            [revision.editor_id for revision in revisions]
            + [t.id for revision in revisions for t in text.stored_mentions(revision.body)]
        )
        return tuple(
            RevisionView(
                revision.number,
                revision.title,
                presenter.html(revision.body, revision.body_format),
                revision.tags,
                presenter.cast.ref(revision.editor_id),
                revision.at,
            )
            for revision in revisions
        )

    # -- writing -------------------------------------------------------------------------------

    def publish(
        self,
        body: str,
        *,
        group: UUID | str | None = None,
        title: str | None = None,
        tags: Sequence[str] = (),
        audience: Audience | str | None = None,
    ) -> PostView:
        """Publish an update in a group, or on the network's wall where no group is named.

        `body` is Markdown of at most 64 KiB; names in it (`@handle`) are told if they can read it.
        Raises `NotFound`, `Forbidden`, `Invalid` naming the field.
        """
        return self.start(
            PostKind.UPDATE, body, group=group, title=title, tags=tags, audience=audience
        )

    def start(
        self,
        kind: PostKind | str,
        body: str,
        *,
        group: UUID | str | None,
        title: str | None,
        tags: Sequence[str],
        audience: Audience | str | None,
        directed_to: UUID | str | None = None,
    ) -> PostView:
        """Publish a post of any kind; `posts.publish` and `questions.ask` are made of this."""
        context = self._context
        kind = word(PostKind, kind, field="kind")
        if directed_to is not None and kind is not PostKind.QUESTION:
            message = "Only a question can be directed to a person."
            raise Invalid("question.kind", message, field="directed_to")
        typed = check_body(body, empty_ok=kind is PostKind.QUESTION)
        shown = check_title(title, kind=kind)
        marked = check_tags(tags)
        with context.change():
            place = locked_place(context, group, kind)
            names = Names(context).resolve(typed)
            post = self._new(kind, place, audience_for(place, audience)).evolve(
                title=shown, body=names.body, tags=marked
            )
            if directed_to is not None:
                person_id = addressee(context, directed_to, post_facts(post, place.group))
                post = post.evolve(directed_to_id=person_id)
            record = PostRecord(post, place.group, place.my_role, followed=True)
            context.unit.posts.add(post)
            follow_thread(context, post.id)
            event = context.record(
                EventName.POST_PUBLISHED, post_id=post.id, group_id=place.group.id
            )
            self._tell(event, record, names)
        return self._show(record)

    def edit(
        self,
        post: UUID | str,
        *,
        version: int | None = None,
        body: str | None = None,
        title: str | None = None,
        tags: Sequence[str] | None = None,
    ) -> PostView:
        """Change what is given; what was there is kept, and only people newly named are told.

        Raises `Conflict` (``stale``) where `version` is given and is not today's.
        """
        context = self._context
        with context.change():
            record = locked_post(context, post, Permission.POST_EDIT)
            before = record.post
            fresh(version, before.version)
            names = None if body is None else self._retyped(before, body)
            changes: dict[str, object] = {
                "version": before.version + 1,
                "edited_at": context.now,
            }
            if names is not None:
                changes["body"] = names.body
            if title is not None:
                changes["title"] = check_title(title, kind=before.kind)
            if tags is not None:
                changes["tags"] = check_tags(tags)
            after = replace(record, post=before.evolve(**changes))
            keep_revision(context, TargetKind.POST, before)
            context.unit.posts.save(after.post)
            event = context.record(EventName.POST_EDITED, post_id=before.id)
            if names is not None:
                self._tell_named(event, after, names)
        return self._show(after)

    def delete(self, post: UUID | str) -> None:
        """Take a post out of every list; its thread goes with it."""
        self._set_state(post, Permission.POST_DELETE, PostState.DELETED, EventName.POST_DELETED)

    def hide(self, post: UUID | str) -> None:
        """Take a post away from its readers, as a moderator of its place."""
        self._set_state(post, Permission.POST_MODERATE, PostState.HIDDEN, EventName.POST_CHANGED)

    def restore(self, post: UUID | str) -> PostView:
        """Bring a hidden or deleted post back, as a moderator of its place."""
        return self._set_state(
            post, Permission.POST_MODERATE, PostState.PUBLISHED, EventName.POST_CHANGED
        )

    def lock(self, post: UUID | str, *, locked: bool = True) -> PostView:
        """Close a thread for replies (or open it again), as a moderator of its place."""
        context = self._context
        with context.change():
            record = locked_post(context, post, Permission.POST_MODERATE)
            after = replace(record, post=record.post.evolve(locked=yes(locked, field="locked")))
            context.unit.posts.save(after.post)
            context.record(EventName.POST_CHANGED, post_id=record.post.id)
        return self._show(after)

    # -- inside --------------------------------------------------------------------------------

    def _new(self, kind: PostKind, place: GroupRecord, audience: Audience) -> Post:
        context = self._context
        return Post(
            id=context.new_id(),
            network_id=context.network.id,
            group_id=place.group.id,
            kind=kind,
            author_id=context.me,
            body="",
            audience=audience,
            created_at=context.now,
            arrived_at=context.now,
            last_activity_at=context.now,
            question_state=QuestionState.OPEN if kind is PostKind.QUESTION else None,
        )

    def _show(self, record: PostRecord) -> PostView:
        presenter = Presenter(self._context)
        presenter.gather_posts([record])
        return presenter.post(record, original=original_readable(self._context, record.post))

    def _set_state(
        self, post: UUID | str, permission: Permission, state: PostState, name: EventName
    ) -> PostView:
        context = self._context
        with context.change():
            record = locked_post(context, post, permission)
            check_state(record.post.state, state)
            after = replace(record, post=record.post.evolve(state=state))
            context.unit.posts.save(after.post)
            context.record(name, post_id=record.post.id)
        return self._show(after)

    def _retyped(self, before: Post, body: str) -> Resolved:
        typed = check_body(body, empty_ok=before.kind is PostKind.QUESTION)
        return retyped(self._context, before.body_format, typed)

    def _tell(self, event: Event, record: PostRecord, names: Resolved) -> None:
        post = record.post
        recipients = Recipients()
        recipients.add(names.people, NoticeReason.MENTIONED)
        recipients.add([post.directed_to_id], NoticeReason.DIRECTED_QUESTION)
        if post.author_id is not None:
            followers = self._context.unit.follows.followers(FollowKind.PERSON, post.author_id)
            recipients.add(followers, NoticeReason.FOLLOWED_PERSON)
        target = Target(kind=TargetKind.POST, id=post.id)
        self._context.unit.mentions.replace(target, post.id, names.people)
        Telling(self._context).readers(event, post_facts(post, record.group), recipients)

    def _tell_named(self, event: Event, record: PostRecord, names: Resolved) -> None:
        target = Target(kind=TargetKind.POST, id=record.post.id)
        named = newly_named(self._context, target, record.post.id, names)
        recipients = Recipients()
        recipients.add(named, NoticeReason.MENTIONED)
        Telling(self._context).readers(event, post_facts(record.post, record.group), recipients)
