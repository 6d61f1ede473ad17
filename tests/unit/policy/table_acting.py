"""Who may do what, cell by cell, and what the table says about things still to come."""

from dataclasses import replace
from typing import Final

from socialkit.domain.actions import Permission
from tests.unit.policy.cast import (
    COMMUNITY,
    ME,
    comment,
    membership,
    network,
    person,
    post,
    reply,
    request,
)
from tests.unit.policy.table_cast import (
    ARCHIVED,
    C_TRUSTED,
    EXTERNALS,
    GROUP_PEOPLE,
    INSIDERS,
    LISTED,
    OPEN,
    RUNNERS,
    SECRET,
    SIGNED_IN,
    Cell,
    mine,
    question,
)

ACTING: Final = [
    # -- who may do what ------------------------------------------------------------------------
    Cell("react where one reads", Permission.POST_REACT, post(OPEN), INSIDERS),
    Cell("reply where one reads", Permission.POST_REPLY, post(LISTED), GROUP_PEOPLE),
    Cell(
        "guests react",
        Permission.POST_REACT,
        post(EXTERNALS),
        f"{GROUP_PEOPLE} external_guest customer_guest",
    ),
    Cell(
        "guests answer",
        Permission.POST_REPLY,
        question(EXTERNALS),
        f"{GROUP_PEOPLE} external_guest customer_guest",
    ),
    Cell(
        "guests ask",
        Permission.GROUP_ASK,
        EXTERNALS,
        f"{GROUP_PEOPLE} external_guest customer_guest",
    ),
    Cell(
        "members start other posts, guests do not",
        Permission.GROUP_POST,
        EXTERNALS,
        "member owner moderator",
    ),
    Cell(
        "nobody replies where replies are locked",
        Permission.POST_REPLY,
        post(OPEN, locked=True),
        "",
    ),
    Cell(
        "reactions go on where replies are locked",
        Permission.POST_REACT,
        post(OPEN, locked=True),
        INSIDERS,
    ),
    *(
        Cell(f"outsiders where externals are not allowed: {permission}", permission, thing, who)
        for permission, thing, who in (
            (Permission.POST_READ, post(LISTED), GROUP_PEOPLE),
            (Permission.POST_REPLY, post(LISTED), GROUP_PEOPLE),
            (Permission.GROUP_ASK, LISTED, GROUP_PEOPLE),
            (Permission.GROUP_SEE, SECRET, f"{GROUP_PEOPLE} admin"),
        )
    ),
    *(
        Cell(f"archived is read-only: {permission}", permission, thing, "")
        for permission, thing in (
            (Permission.POST_REACT, post(ARCHIVED)),
            (Permission.POST_REPLY, post(ARCHIVED)),
            (Permission.POST_COMMENT, post(ARCHIVED)),
            (Permission.POST_FOLLOW, post(ARCHIVED)),
            (Permission.POST_EDIT, mine(post(ARCHIVED))),
            (Permission.POST_DELETE, mine(post(ARCHIVED))),
            (Permission.POST_ACCEPT, mine(question(ARCHIVED))),
            (Permission.REPLY_EDIT, mine(reply(post(ARCHIVED)))),
            (Permission.REPLY_REACT, reply(post(ARCHIVED))),
            (Permission.REPLY_COMMENT, reply(post(ARCHIVED))),
            (Permission.COMMENT_EDIT, mine(comment(post(ARCHIVED)))),
            (Permission.GROUP_POST, ARCHIVED),
            (Permission.GROUP_ASK, ARCHIVED),
            (Permission.GROUP_JOIN, replace(ARCHIVED, direct_join=True)),
            (Permission.GROUP_REQUEST, replace(ARCHIVED, by_request=True)),
            (Permission.GROUP_ADD_MEMBER, ARCHIVED),
            (Permission.GROUP_MODERATE, ARCHIVED),
            (Permission.GROUP_MANAGE, ARCHIVED),
            (Permission.REQUEST_DECIDE, request(ARCHIVED)),
            (Permission.MEMBERSHIP_CHANGE_ROLE, membership(ARCHIVED)),
            (Permission.MEMBERSHIP_REMOVE, membership(ARCHIVED)),
            (Permission.POST_MODERATE, post(ARCHIVED)),
            (Permission.POST_MODERATE, mine(post(ARCHIVED))),
            (Permission.REPLY_MODERATE, reply(post(ARCHIVED))),
            (Permission.REPLY_DELETE, mine(reply(post(ARCHIVED)))),
            (Permission.COMMENT_MODERATE, comment(post(ARCHIVED))),
            (Permission.COMMENT_DELETE, mine(comment(post(ARCHIVED)))),
            (Permission.COMMENT_REACT, comment(post(ARCHIVED))),
            (Permission.POST_CLOSE, question(ARCHIVED)),
            (Permission.POST_REOPEN, mine(question(ARCHIVED))),
            (Permission.POST_MARK_DUPLICATE, question(ARCHIVED)),
            (Permission.POST_DIRECT, question(ARCHIVED, directed_to_id=ME)),
        )
    ),
    Cell("archived is still read", Permission.POST_READ, post(ARCHIVED), INSIDERS),
    Cell(
        "those who moderate see what is hidden, archived or not",
        Permission.REPLY_READ,
        reply(post(ARCHIVED), state="hidden"),
        f"{RUNNERS} admin manager honorary_admin",
    ),
    Cell(
        "archived is brought back by those who run it",
        Permission.GROUP_ARCHIVE,
        ARCHIVED,
        "owner admin",
    ),
    Cell(
        "everybody may leave what is archived",
        Permission.MEMBERSHIP_REMOVE,
        membership(ARCHIVED, person_id=ME),
        SIGNED_IN,
    ),
    Cell("admins manage every group", Permission.GROUP_MANAGE, SECRET, "owner admin"),
    Cell(
        "admins change roles", Permission.MEMBERSHIP_CHANGE_ROLE, membership(SECRET), "owner admin"
    ),
    Cell(
        "admins administer, honorary ones never", Permission.NETWORK_ADMINISTER, network(), "admin"
    ),
    Cell("admins manage people, honorary ones never", Permission.PERSON_MANAGE, person(), "admin"),
    Cell("admins import, honorary ones never", Permission.NETWORK_IMPORT, network(), "admin"),
    Cell("admins read the policy", Permission.NETWORK_READ_POLICY, network(), "admin"),
    Cell("admins ask who may do what", Permission.NETWORK_ASK_POLICY, network(), "admin"),
    Cell("admins publish policies", Permission.NETWORK_PUBLISH_POLICY, network(), "admin"),
    Cell("admins approve policies", Permission.NETWORK_APPROVE_POLICY, network(), "admin"),
    Cell(
        "community managers moderate the wall",
        Permission.POST_MODERATE,
        post(),
        "admin manager honorary_admin",
    ),
    Cell(
        "community managers moderate open groups",
        Permission.POST_MODERATE,
        post(OPEN),
        f"{RUNNERS} admin manager honorary_admin",
    ),
    Cell(
        "community managers moderate trusted areas",
        Permission.POST_MODERATE,
        post(C_TRUSTED),
        f"{RUNNERS} manager",
        community=True,
    ),
    Cell("nobody else moderates a listed group", Permission.POST_MODERATE, post(LISTED), RUNNERS),
    Cell(
        "any employee founds a group",
        Permission.NETWORK_FOUND_GROUP,
        network(),
        "employee member guest owner moderator admin manager trusted",
    ),
    Cell(
        "secret groups by granted right", Permission.NETWORK_FOUND_SECRET_GROUP, network(), "admin"
    ),
    Cell("externals by granted right", Permission.NETWORK_ALLOW_EXTERNALS, network(), "admin"),
    Cell(
        "the wall of a workplace is for insiders to write on",
        Permission.NETWORK_POST,
        network(),
        INSIDERS,
    ),
    Cell(
        "the wall of a community is for all who are signed in",
        Permission.NETWORK_POST,
        network(COMMUNITY),
        SIGNED_IN,
        community=True,
    ),
    Cell(
        "figures",
        Permission.NETWORK_SEE_FIGURES,
        network(),
        "admin manager",
    ),
    # -- joining ----------------------------------------------------------------------------------
    Cell(
        "join an open group directly",
        Permission.GROUP_JOIN,
        replace(OPEN, direct_join=True),
        "employee honorary admin manager honorary_admin trusted",
    ),
    Cell("not where joining is not direct", Permission.GROUP_JOIN, OPEN, ""),
    Cell(
        "ask to join a listed group",
        Permission.GROUP_REQUEST,
        replace(LISTED, by_request=True),
        "employee honorary admin manager honorary_admin trusted",
    ),
    Cell(
        "only admins know a secret group well enough to ask",
        Permission.GROUP_REQUEST,
        replace(SECRET, by_request=True),
        "admin",
    ),
    Cell(
        "requests are decided by who may add members",
        Permission.REQUEST_DECIDE,
        request(LISTED),
        RUNNERS,
    ),
    Cell(
        "a decided request stays decided",
        Permission.REQUEST_DECIDE,
        request(LISTED, state="refused"),
        "",
    ),
    Cell(
        "a requester sees the request, and with it no content",
        Permission.POST_READ,
        post(LISTED),
        GROUP_PEOPLE,
    ),
    Cell(
        "a requester sees the request",
        Permission.REQUEST_READ,
        request(LISTED, person_id=ME),
        SIGNED_IN,
    ),
    Cell(
        "everybody may leave",
        Permission.MEMBERSHIP_REMOVE,
        membership(LISTED, person_id=ME),
        SIGNED_IN,
    ),
    Cell(
        "moderators remove members",
        Permission.MEMBERSHIP_REMOVE,
        membership(LISTED),
        f"{RUNNERS} admin",
    ),
    Cell(
        "moderators do not remove owners",
        Permission.MEMBERSHIP_REMOVE,
        membership(LISTED, role="owner"),
        "owner admin",
    ),
    # -- questions --------------------------------------------------------------------------------
    Cell(
        "askers accept",
        Permission.POST_ACCEPT,
        mine(question(OPEN)),
        INSIDERS,
    ),
    Cell(
        "moderators of the place accept",
        Permission.POST_ACCEPT,
        question(OPEN),
        f"{RUNNERS} manager",
    ),
    Cell("an update is never accepted", Permission.POST_ACCEPT, mine(post(OPEN)), ""),
    Cell(
        "whom a question is directed to hands it on",
        Permission.POST_DIRECT,
        question(OPEN, directed_to_id=ME),
        INSIDERS,
    ),
]

PENDING: Final = {
    "card for invitees": "there are no invitations yet",
    "insiders-only replies: counters, order and acceptance per side": "the rules are there; "
    "services do not offer the mark yet",
    "history-from-joining groups": "the option does not exist yet",
    "threads of host objects": "they do not exist yet",
    "reports, audit, register": "they do not exist yet",
    "sponsors are active employees, never honorary": "choosing a sponsor is not a permission yet",
    "break-glass membership of admins": "it does not exist yet",
    "guests start other posts where the group allows": "the group's option does not exist yet",
    "directed questions of outsiders go to co-members": "services check it when directing",
    "the org chart stops at the first person one may not see": "services walk it by person:read",
    "a suffix for a taken handle": "services choose it; it is no permission",
    "ideas, polls, recognition": "these kinds do not exist yet",
}
