"""Who may read what, cell by cell."""

from dataclasses import replace
from typing import Final

from socialkit.domain.actions import Permission
from socialkit.domain.facts import wall
from tests.unit.policy.cast import (
    COMMUNITY,
    ME,
    SPONSOR,
    comment,
    membership,
    person,
    post,
    profile_field,
    reply,
)
from tests.unit.policy.table_cast import (
    C_GROUP,
    C_LISTED,
    C_OPEN,
    C_PUBLIC,
    C_TRUSTED,
    C_WALL,
    EVERYONE,
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
)

READING: Final = [
    # -- cards --------------------------------------------------------------------------------
    Cell("card of an open group", Permission.GROUP_SEE, OPEN, INSIDERS),
    Cell("card of a listed group", Permission.GROUP_SEE, LISTED, INSIDERS),
    Cell(
        "card of a secret group",
        Permission.GROUP_SEE,
        SECRET,
        f"{GROUP_PEOPLE} admin",
    ),
    Cell(
        "card of a group with externals",
        Permission.GROUP_SEE,
        EXTERNALS,
        f"{INSIDERS} external_guest customer_guest",
    ),
    Cell(
        "card of an open group of a community",
        Permission.GROUP_SEE,
        C_OPEN,
        SIGNED_IN,
        community=True,
    ),
    Cell(
        "card of a listed group of a community",
        Permission.GROUP_SEE,
        C_LISTED,
        SIGNED_IN,
        community=True,
    ),
    Cell("card of a public group", Permission.GROUP_SEE, C_PUBLIC, EVERYONE, community=True),
    # -- posts, by audience ---------------------------------------------------------------------
    Cell(
        "audience group of an open group",
        Permission.POST_READ,
        post(OPEN, audience="group"),
        f"{GROUP_PEOPLE} admin manager honorary_admin",
    ),
    Cell("audience group of a listed group", Permission.POST_READ, post(LISTED), GROUP_PEOPLE),
    Cell("audience group of a secret group", Permission.POST_READ, post(SECRET), GROUP_PEOPLE),
    Cell(
        "audience group of a group with externals",
        Permission.POST_READ,
        post(EXTERNALS),
        f"{GROUP_PEOPLE} external_guest customer_guest",
    ),
    Cell(
        "audience group of a trusted area",
        Permission.POST_READ,
        post(C_TRUSTED),
        f"{C_GROUP} trusted manager",
        community=True,
    ),
    Cell("audience network in a workplace", Permission.POST_READ, post(OPEN), INSIDERS),
    Cell(
        "audience network in a community",
        Permission.POST_READ,
        post(C_OPEN),
        SIGNED_IN,
        community=True,
    ),
    Cell(
        "audience public in a community",
        Permission.POST_READ,
        post(C_PUBLIC, audience="public"),
        EVERYONE,
        community=True,
    ),
    Cell(
        "audience public in a workplace is audience network",
        Permission.POST_READ,
        post(replace(OPEN, reach="public"), audience="public"),
        INSIDERS,
    ),
    Cell("the wall of a workplace", Permission.POST_READ, post(), INSIDERS),
    Cell("the wall of a community", Permission.POST_READ, post(C_WALL), SIGNED_IN, community=True),
    Cell(
        "the public wall of a community",
        Permission.POST_READ,
        post(wall(COMMUNITY, public=True)),
        EVERYONE,
        community=True,
    ),
    Cell(
        "a place that offers only its group narrows old posts",
        Permission.POST_READ,
        post(replace(OPEN, reach="group"), audience="network"),
        f"{GROUP_PEOPLE} admin manager honorary_admin",
    ),
    Cell(
        "a place that was listed narrows old posts",
        Permission.POST_READ,
        post(replace(OPEN, visibility="listed"), audience="network"),
        GROUP_PEOPLE,
    ),
    Cell(
        "a place that is no longer public narrows old posts",
        Permission.POST_READ,
        post(C_OPEN, audience="public"),
        SIGNED_IN,
        community=True,
    ),
    # -- the life of a post ---------------------------------------------------------------------
    *(
        Cell(f"somebody's {state}", Permission.POST_READ, post(OPEN, state=state), "")
        for state in ("draft", "scheduled")
    ),
    *(
        Cell(
            f"my own {state} where I read",
            Permission.POST_READ,
            mine(post(OPEN, state=state)),
            INSIDERS,
        )
        for state in ("draft", "scheduled", "held", "hidden", "removed", "deleted")
    ),
    *(
        Cell(
            f"my own {state} after leaving its place",
            Permission.POST_READ,
            mine(post(LISTED, state=state)),
            GROUP_PEOPLE,
        )
        for state in ("draft", "published", "held", "removed")
    ),
    *(
        Cell(
            f"somebody's {state} in an open group",
            Permission.POST_READ,
            post(OPEN, state=state),
            f"{RUNNERS} admin manager honorary_admin",
        )
        for state in ("held", "hidden", "removed", "deleted")
    ),
    *(
        Cell(
            f"somebody's {state} in a listed group",
            Permission.POST_READ,
            post(LISTED, state=state),
            RUNNERS,
        )
        for state in ("held", "hidden", "removed", "deleted")
    ),
    *(
        Cell(
            f"nobody edits a {state} post", Permission.POST_EDIT, mine(post(OPEN, state=state)), ""
        )
        for state in ("held", "hidden", "removed", "deleted")
    ),
    *(
        Cell(
            f"authors edit a {state} post",
            Permission.POST_EDIT,
            mine(post(OPEN, state=state)),
            INSIDERS,
        )
        for state in ("draft", "scheduled", "published")
    ),
    Cell("nobody edits what another wrote", Permission.POST_EDIT, post(OPEN), ""),
    Cell(
        "nobody edits or deletes after leaving",
        Permission.POST_DELETE,
        mine(post(LISTED)),
        GROUP_PEOPLE,
    ),
    # -- replies and comments -------------------------------------------------------------------
    Cell(
        "a reply is read by whoever reads the post",
        Permission.REPLY_READ,
        reply(post(OPEN)),
        INSIDERS,
    ),
    Cell("a reply in a listed group", Permission.REPLY_READ, reply(post(LISTED)), GROUP_PEOPLE),
    Cell(
        "a reply in a group with externals",
        Permission.REPLY_READ,
        reply(post(EXTERNALS)),
        f"{GROUP_PEOPLE} external_guest customer_guest",
    ),
    Cell(
        "a public reply",
        Permission.REPLY_READ,
        reply(post(C_PUBLIC, audience="public")),
        EVERYONE,
        community=True,
    ),
    Cell("a comment on a post", Permission.COMMENT_READ, comment(post(LISTED)), GROUP_PEOPLE),
    Cell(
        "a comment on a reply",
        Permission.COMMENT_READ,
        comment(post(LISTED), reply=reply(post(LISTED))),
        GROUP_PEOPLE,
    ),
    Cell(
        "a comment on a removed reply",
        Permission.COMMENT_READ,
        comment(post(LISTED), reply=reply(post(LISTED), state="removed")),
        RUNNERS,
    ),
    Cell("a reply under a draft", Permission.REPLY_READ, reply(post(OPEN, state="draft")), ""),
    Cell("a removed reply", Permission.REPLY_READ, reply(post(LISTED), state="removed"), RUNNERS),
    Cell(
        "my own removed reply",
        Permission.REPLY_READ,
        mine(reply(post(LISTED), state="removed")),
        GROUP_PEOPLE,
    ),
    Cell(
        "authors edit their reply", Permission.REPLY_EDIT, mine(reply(post(LISTED))), GROUP_PEOPLE
    ),
    Cell(
        "nobody edits a removed reply",
        Permission.REPLY_EDIT,
        mine(reply(post(OPEN), state="removed")),
        "",
    ),
    Cell("moderators moderate replies", Permission.REPLY_MODERATE, reply(post(LISTED)), RUNNERS),
    Cell(
        "moderators moderate comments", Permission.COMMENT_MODERATE, comment(post(LISTED)), RUNNERS
    ),
    # -- people and their fields ----------------------------------------------------------------
    Cell("a person, in a workplace", Permission.PERSON_READ, person(), INSIDERS),
    Cell(
        "a person with whom one shares a group",
        Permission.PERSON_READ,
        person(shares_group=True),
        f"{INSIDERS} external external_guest customer customer_guest",
    ),
    Cell(
        "one's sponsor",
        Permission.PERSON_READ,
        person(id=SPONSOR),
        f"{INSIDERS} external external_guest",
    ),
    Cell(
        "oneself",
        Permission.PERSON_READ,
        person(id=ME),
        f"{INSIDERS} external external_guest customer customer_guest",
    ),
    Cell(
        "a person, in a community",
        Permission.PERSON_READ,
        person(network_id=COMMUNITY),
        SIGNED_IN,
        community=True,
    ),
    Cell(
        "the name of an author of public posts",
        Permission.PERSON_SEE_NAME,
        person(network_id=COMMUNITY, public_author=True),
        EVERYONE,
        community=True,
    ),
    Cell(
        "the name of anybody else",
        Permission.PERSON_SEE_NAME,
        person(network_id=COMMUNITY),
        SIGNED_IN,
        community=True,
    ),
    Cell(
        "the rest of an author of public posts",
        Permission.PERSON_READ,
        person(network_id=COMMUNITY, public_author=True),
        SIGNED_IN,
        community=True,
    ),
    Cell("a field for everyone", Permission.FIELD_READ, profile_field("everyone"), INSIDERS),
    Cell(
        "a field for everyone, of somebody in one's group",
        Permission.FIELD_READ,
        profile_field("everyone", shares_group=True),
        f"{INSIDERS} external external_guest customer customer_guest",
    ),
    Cell(
        "a field for insiders, of somebody in one's group",
        Permission.FIELD_READ,
        profile_field("insiders", shares_group=True),
        INSIDERS,
    ),
    Cell(
        "a field for co-members, of somebody in one's group",
        Permission.FIELD_READ,
        profile_field("co-members", shares_group=True),
        f"{INSIDERS} external external_guest customer customer_guest",
    ),
    Cell(
        "a field for co-members, of anybody else",
        Permission.FIELD_READ,
        profile_field("co-members"),
        "",
    ),
    Cell("a field that only its owner sees", Permission.FIELD_READ, profile_field("only-me"), ""),
    Cell(
        "one's own field that only its owner sees",
        Permission.FIELD_READ,
        profile_field("only-me", id=ME),
        f"{INSIDERS} external external_guest customer customer_guest",
    ),
    # -- lists of members -----------------------------------------------------------------------
    Cell("members of an open group", Permission.MEMBERSHIP_READ, membership(OPEN), INSIDERS),
    Cell(
        "members of a listed group",
        Permission.MEMBERSHIP_READ,
        membership(LISTED),
        f"{GROUP_PEOPLE} admin",
    ),
    Cell(
        "members of a secret group",
        Permission.MEMBERSHIP_READ,
        membership(SECRET),
        f"{GROUP_PEOPLE} admin",
    ),
    Cell(
        "members of a group with externals",
        Permission.GROUP_READ_MEMBERS,
        EXTERNALS,
        f"{GROUP_PEOPLE} external_guest customer_guest admin",
    ),
    Cell(
        "members of a trusted area",
        Permission.GROUP_READ_MEMBERS,
        C_TRUSTED,
        f"{C_GROUP} trusted manager admin",
        community=True,
    ),
]
