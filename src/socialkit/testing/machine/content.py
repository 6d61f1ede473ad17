"""Change posts, replies, comments, reactions and mentions."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from socialkit.domain.actions import Permission
from socialkit.domain.groups import AUDIENCE_RANK, Audience
from socialkit.domain.posts import PostKind, PostState, ReactionKind
from socialkit.domain.questions import QuestionState
from socialkit.ports.storage import UnitOfWork
from socialkit.testing.factories import target_of
from socialkit.testing.machine import draws
from socialkit.testing.machine.base import TwoStorages

MOST_POSTS = 60
MOST_TEXTS = 60


class ContentSteps(TwoStorages):
    """Take the steps about posts and threads."""

    @precondition(lambda self: len(self.world.posts) < MOST_POSTS)
    @rule(
        place=draws.place(),
        author=st.none() | draws.known("people"),
        kind=draws.KINDS,
        audience=draws.AUDIENCES,
        state=draws.STATES,
        tag=draws.TEXTS,
        directed=st.none() | draws.known("people"),
    )
    def post(
        self,
        place: str,
        author: str | None,
        kind: PostKind,
        audience: Audience,
        state: PostState,
        tag: str,
        directed: str | None,
    ) -> None:
        """Post something somewhere, to the widest audience that the place offers at most."""
        group = self.place(place)
        question = kind is PostKind.QUESTION
        post = self.world.make.post(
            group,
            None if author is None else self.world.people[author],
            kind=kind,
            audience=min(audience, group.reach, key=AUDIENCE_RANK.__getitem__),
            state=state,
            tags=(tag, "all"),
            directed_to_id=self.world.people[directed].id if directed and question else None,
        )
        if self.done(lambda unit: unit.posts.add(post)):
            self.world.posts[self.fresh("post")] = post

    @rule(
        name=draws.known("posts"),
        who=draws.viewer(),
        permission=st.sampled_from(
            [Permission.POST_READ, Permission.POST_EDIT, Permission.POST_MODERATE]
        ),
        state=draws.STATES,
        question_state=draws.QUESTION_STATES,
        tag=draws.TEXTS,
    )
    def change_post(
        self,
        name: str,
        who: str,
        permission: Permission,
        state: PostState,
        question_state: QuestionState,
        tag: str,
    ) -> None:
        """Change a post if the guard of its lock lets this viewer."""
        post_id = self.world.posts[name].id
        is_question = self.world.posts[name].kind is PostKind.QUESTION

        def act(unit: UnitOfWork) -> object:
            caller = self.world.caller(unit, who)
            locked = unit.posts.lock(caller, self.policy.plan(caller, permission), post_id)
            if locked is not None:
                derived = question_state if is_question else None
                unit.posts.save(locked.evolve(state=state, question_state=derived, tags=(tag,)))
            return locked

        self.both(act)

    @precondition(lambda self: len(self.world.replies) < MOST_TEXTS)
    @rule(name=draws.known("posts"), author=draws.known("people"), inside=st.booleans())
    def reply(self, name: str, author: str, inside: bool) -> None:  # noqa: FBT001 - drawn by name
        """Reply to a post, perhaps for insiders only."""
        reply = self.world.make.reply(
            self.world.posts[name], self.world.people[author], insiders_only=inside
        )
        if self.done(lambda unit: unit.threads.add_reply(reply)):
            self.world.replies[self.fresh("reply")] = reply

    @rule(name=draws.known("replies"), state=draws.STATES, inside=st.booleans())
    def change_reply(self, name: str, state: PostState, inside: bool) -> None:  # noqa: FBT001 - drawn
        """Change a reply."""
        changed = self.world.replies[name].evolve(state=state, insiders_only=inside)
        self.both(lambda unit: unit.threads.save_reply(changed))

    @precondition(lambda self: len(self.world.comments) < MOST_TEXTS)
    @rule(name=draws.known("replies"), author=draws.known("people"), on_post=st.booleans())
    def comment(self, name: str, author: str, on_post: bool) -> None:  # noqa: FBT001 - drawn
        """Comment on a reply, or on its post."""
        reply = self.world.replies[name]
        post = next(post for post in self.world.posts.values() if post.id == reply.post_id)
        comment = self.world.make.comment(
            post, self.world.people[author], reply=None if on_post else reply
        )
        if self.done(lambda unit: unit.threads.add_comment(comment)):
            self.world.comments[self.fresh("comment")] = comment

    @rule(name=draws.known("comments"), state=draws.STATES)
    def change_comment(self, name: str, state: PostState) -> None:
        """Change a comment."""
        changed = self.world.comments[name].evolve(state=state)
        self.both(lambda unit: unit.threads.save_comment(changed))

    @rule(name=draws.known("posts"), person=draws.known("people"), kind=draws.REACTIONS)
    def react(self, name: str, person: str, kind: ReactionKind) -> None:
        """React to a post, or take the reaction back where there is one."""
        target, who = target_of(self.world.posts[name]), self.world.people[person]
        reaction = self.world.make.reaction(target, who, kind=kind)

        def act(unit: UnitOfWork) -> bool:
            return unit.reactions.add(reaction) or unit.reactions.remove(target, who.id, kind)

        self.both(act)

    @rule(name=draws.known("replies"), person=draws.known("people"), kind=draws.REACTIONS)
    def react_to_reply(self, name: str, person: str, kind: ReactionKind) -> None:
        """React to a reply."""
        target, who = target_of(self.world.replies[name]), self.world.people[person]
        reaction = self.world.make.reaction(target, who, kind=kind)
        self.both(lambda unit: unit.reactions.add(reaction))

    @rule(name=draws.known("posts"), people=st.sets(draws.known("people"), max_size=3))
    def mention(self, name: str, people: set[str]) -> None:
        """Name other people in a post."""
        post, ids = self.world.posts[name], [self.world.people[one].id for one in sorted(people)]
        self.both(lambda unit: unit.mentions.replace(target_of(post), post.id, ids))

    @rule(name=draws.known("posts"), number=draws.SMALL)
    def edit_history(self, name: str, number: int) -> None:
        """Keep what a post was, and a move of a question."""
        post = self.world.posts[name]
        move = self.world.make.transition(post)
        if number in self._revision_numbers(name):
            return
        revision = self.world.make.revision(post, number=number)

        def act(unit: UnitOfWork) -> None:
            unit.revisions.add(revision)
            unit.posts.add_transition(move)

        self.both(act)

    def _revision_numbers(self, name: str) -> list[int]:
        target = target_of(self.world.posts[name])
        found = self.model.see(lambda unit: [row.number for row in unit.revisions.of(target)])
        assert isinstance(found, list)
        return found
