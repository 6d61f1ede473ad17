"""Name everything that somebody may be allowed to do."""

from __future__ import annotations

from enum import StrEnum, unique
from typing import Final


@unique
class Permission(StrEnum):
    """Be one permission: `<kind of thing>:<verb>`, sorted by value.

    The policy file groups them into bundles (`see`, `take-part`, `change`, ...).
    """

    COMMENT_DELETE = "comment:delete"
    COMMENT_EDIT = "comment:edit"
    COMMENT_MODERATE = "comment:moderate"
    COMMENT_REACT = "comment:react"
    COMMENT_READ = "comment:read"
    FIELD_READ = "field:read"
    GROUP_ADD_MEMBER = "group:add-member"
    GROUP_ARCHIVE = "group:archive"
    GROUP_ASK = "group:ask"
    """Start a question in the group; other kinds of post need `group:post`."""
    GROUP_JOIN = "group:join"
    GROUP_MANAGE = "group:manage"
    GROUP_MODERATE = "group:moderate"
    GROUP_POST = "group:post"
    GROUP_READ_MEMBERS = "group:read-members"
    GROUP_REQUEST = "group:request"
    GROUP_SEE = "group:see"
    """See the card: name, purpose, banner."""
    MEMBERSHIP_CHANGE_ROLE = "membership:change-role"
    MEMBERSHIP_READ = "membership:read"
    MEMBERSHIP_REMOVE = "membership:remove"
    NETWORK_ADMINISTER = "network:administer"
    NETWORK_ALLOW_EXTERNALS = "network:allow-externals"
    NETWORK_APPROVE_POLICY = "network:approve-policy"
    """Bring a policy into force that somebody else published."""
    NETWORK_ASK_POLICY = "network:ask-policy"
    """Ask who may do what, about other people too."""
    NETWORK_FOUND_GROUP = "network:found-group"
    NETWORK_FOUND_SECRET_GROUP = "network:found-secret-group"  # noqa: S105 - it is no password
    NETWORK_IMPORT = "network:import"
    NETWORK_POST = "network:post"
    """Start a post of any kind on the wall."""
    NETWORK_PUBLISH_POLICY = "network:publish-policy"
    NETWORK_READ_POLICY = "network:read-policy"
    """Read the rules in force and those before them."""
    NETWORK_SEE_FIGURES = "network:see-figures"
    PERSON_EDIT = "person:edit"
    PERSON_FOLLOW = "person:follow"
    PERSON_MANAGE = "person:manage"
    """Change the class, the sponsor, the dates; suspend."""
    PERSON_READ = "person:read"
    PERSON_SEE_NAME = "person:see-name"
    """See name and picture alone."""
    POST_ACCEPT = "post:accept"
    POST_CLOSE = "post:close"
    POST_COMMENT = "post:comment"
    POST_DELETE = "post:delete"
    POST_DIRECT = "post:direct"
    """Direct a question to somebody, or hand it on."""
    POST_EDIT = "post:edit"
    POST_FOLLOW = "post:follow"
    POST_MARK_DUPLICATE = "post:mark-duplicate"
    POST_MODERATE = "post:moderate"
    """Hide, remove, restore, lock."""
    POST_REACT = "post:react"
    POST_READ = "post:read"
    POST_REOPEN = "post:reopen"
    POST_REPLY = "post:reply"
    POST_REVIEW = "post:review"
    """See what is hidden, removed or deleted in its thread, as those who moderate the place do."""
    POST_SEE_HISTORY = "post:see-history"
    REPLY_COMMENT = "reply:comment"
    REPLY_DELETE = "reply:delete"
    REPLY_EDIT = "reply:edit"
    REPLY_MODERATE = "reply:moderate"
    REPLY_REACT = "reply:react"
    REPLY_READ = "reply:read"
    REQUEST_DECIDE = "request:decide"
    REQUEST_READ = "request:read"

    @property
    def kind(self) -> str:
        """Return the kind of thing that the permission is about."""
        return self.value.partition(":")[0]

    @property
    def verb(self) -> str:
        """Return what may be done with it."""
        return self.value.partition(":")[2]


PRIVILEGED: Final = frozenset(
    {
        Permission.COMMENT_MODERATE,
        Permission.GROUP_ADD_MEMBER,
        Permission.GROUP_ARCHIVE,
        Permission.GROUP_MANAGE,
        Permission.GROUP_MODERATE,
        Permission.MEMBERSHIP_CHANGE_ROLE,
        Permission.NETWORK_ADMINISTER,
        Permission.NETWORK_ALLOW_EXTERNALS,
        Permission.NETWORK_APPROVE_POLICY,
        Permission.NETWORK_ASK_POLICY,
        Permission.NETWORK_FOUND_SECRET_GROUP,
        Permission.NETWORK_IMPORT,
        Permission.NETWORK_PUBLISH_POLICY,
        Permission.NETWORK_READ_POLICY,
        Permission.NETWORK_SEE_FIGURES,
        Permission.PERSON_MANAGE,
        Permission.POST_MODERATE,
        Permission.POST_REVIEW,
        Permission.REPLY_MODERATE,
    }
)
"""What only those with a special right do; each use is written to the audit."""
