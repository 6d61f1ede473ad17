CREATE TABLE sk_alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT sk_alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE sk_network (
    id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    slug VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    name VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    kind VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    wall_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    modules VARCHAR(400) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    created_at DATETIME(6) NOT NULL,
    CONSTRAINT sk_network_pk PRIMARY KEY (id),
    CONSTRAINT sk_network_slug_uq UNIQUE (slug),
    CONSTRAINT sk_network_kind_ck CHECK (kind IN ('workplace', 'community'))
);

CREATE TABLE sk_account (
    id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    subject VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    created_at DATETIME(6) NOT NULL,
    CONSTRAINT sk_account_pk PRIMARY KEY (id),
    CONSTRAINT sk_account_subject_uq UNIQUE (subject)
);

CREATE TABLE sk_person (
    id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    network_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    account_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    handle VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    handle_key VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    display_name VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    name_key VARCHAR(400) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    member_class VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    status VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    network_roles VARCHAR(400) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    sponsor_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    organisation VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin,
    purpose VARCHAR(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin,
    starts_at DATETIME(6),
    ends_at DATETIME(6),
    title VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin,
    department VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin,
    manager_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    skills JSON NOT NULL,
    interests JSON NOT NULL,
    ask_about JSON NOT NULL,
    bio MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin,
    location VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin,
    time_zone VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin,
    locale VARCHAR(16) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin,
    avatar_url VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    version INTEGER NOT NULL,
    department_key VARCHAR(400) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin,
    organisation_key VARCHAR(400) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin,
    CONSTRAINT sk_person_pk PRIMARY KEY (id),
    CONSTRAINT sk_person_handle_uq UNIQUE (network_id, handle_key),
    CONSTRAINT sk_person_account_uq UNIQUE (account_id, network_id),
    CONSTRAINT sk_person_status_ck CHECK (status IN ('active', 'suspended', 'deactivated')),
    CONSTRAINT sk_person_network_id_fk FOREIGN KEY(network_id) REFERENCES sk_network (id),
    CONSTRAINT sk_person_account_id_fk FOREIGN KEY(account_id) REFERENCES sk_account (id)
);

CREATE INDEX sk_person_department_ix ON sk_person (network_id, department_key, created_at DESC, id DESC);

CREATE INDEX sk_person_manager_ix ON sk_person (manager_id, created_at DESC, id DESC);

CREATE INDEX sk_person_name_ix ON sk_person (network_id, name_key, id);

CREATE INDEX sk_person_newest_ix ON sk_person (network_id, created_at DESC, id DESC);

CREATE INDEX sk_person_shape_ix ON sk_person (network_id, member_class, network_roles);

CREATE INDEX sk_person_sponsor_ix ON sk_person (sponsor_id);

CREATE TABLE sk_person_skill (
    person_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    skill_key VARCHAR(400) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    CONSTRAINT sk_person_skill_pk PRIMARY KEY (person_id, skill_key),
    CONSTRAINT sk_person_skill_person_id_fk FOREIGN KEY(person_id) REFERENCES sk_person (id)
);

CREATE INDEX sk_person_skill_key_ix ON sk_person_skill (skill_key, person_id);

CREATE TABLE sk_visit (
    network_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    day DATE NOT NULL,
    person_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    CONSTRAINT sk_visit_pk PRIMARY KEY (network_id, day, person_id)
);

CREATE TABLE sk_group (
    id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    network_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    visibility VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    slug VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    slug_key VARCHAR(256) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    name VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    about VARCHAR(4000) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    purpose VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    join_method VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    reach VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    externals_allowed BOOL NOT NULL,
    trusted_area BOOL NOT NULL,
    archived_at DATETIME(6),
    epoch INTEGER NOT NULL,
    member_count INTEGER NOT NULL,
    owner_count INTEGER NOT NULL,
    created_by CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    created_at DATETIME(6) NOT NULL,
    version INTEGER NOT NULL,
    name_key VARCHAR(400) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    CONSTRAINT sk_group_pk PRIMARY KEY (id),
    CONSTRAINT sk_group_slug_uq UNIQUE (network_id, slug_key),
    CONSTRAINT sk_group_visibility_ck CHECK (visibility IN ('wall', 'open', 'listed', 'secret')),
    CONSTRAINT sk_group_purpose_ck CHECK (purpose IN ('department', 'project', 'interest', 'support')),
    CONSTRAINT sk_group_join_method_ck CHECK (join_method IN ('direct', 'request', 'invitation')),
    CONSTRAINT sk_group_reach_ck CHECK (reach IN ('group', 'network', 'public')),
    CONSTRAINT sk_group_closed_ck CHECK (visibility IN ('wall', 'open') OR reach = 'group'),
    CONSTRAINT sk_group_network_id_fk FOREIGN KEY(network_id) REFERENCES sk_network (id)
);

CREATE INDEX sk_group_newest_ix ON sk_group (network_id, created_at DESC, id DESC);

CREATE TABLE sk_membership (
    group_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    person_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `role` VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    joined_at DATETIME(6) NOT NULL,
    expires_at DATETIME(6),
    added_by CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    CONSTRAINT sk_membership_pk PRIMARY KEY (group_id, person_id),
    CONSTRAINT sk_membership_role_ck CHECK (role IN ('owner', 'moderator', 'member', 'guest')),
    CONSTRAINT sk_membership_group_id_fk FOREIGN KEY(group_id) REFERENCES sk_group (id),
    CONSTRAINT sk_membership_person_id_fk FOREIGN KEY(person_id) REFERENCES sk_person (id)
);

CREATE INDEX sk_membership_ended_ix ON sk_membership (group_id, expires_at);

CREATE INDEX sk_membership_newest_ix ON sk_membership (group_id, joined_at DESC, person_id DESC);

CREATE INDEX sk_membership_person_ix ON sk_membership (person_id, group_id, `role`, expires_at);

CREATE TABLE sk_request (
    id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    group_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    person_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    message VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    state VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    reason VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin,
    decided_by CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    created_at DATETIME(6) NOT NULL,
    decided_at DATETIME(6),
    pending_mark INTEGER,
    CONSTRAINT sk_request_pk PRIMARY KEY (id),
    CONSTRAINT sk_request_pending_uq UNIQUE (group_id, person_id, pending_mark),
    CONSTRAINT sk_request_state_ck CHECK (state IN ('pending', 'accepted', 'refused', 'withdrawn')),
    CONSTRAINT sk_request_pending_ck CHECK ((state = 'pending' AND pending_mark IS NOT NULL AND pending_mark = 1) OR (state <> 'pending' AND pending_mark IS NULL)),
    CONSTRAINT sk_request_group_id_fk FOREIGN KEY(group_id) REFERENCES sk_group (id),
    CONSTRAINT sk_request_person_id_fk FOREIGN KEY(person_id) REFERENCES sk_person (id)
);

CREATE INDEX sk_request_newest_ix ON sk_request (group_id, pending_mark, created_at DESC, id DESC);

CREATE INDEX sk_request_person_ix ON sk_request (person_id, group_id);

CREATE TABLE sk_post (
    id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    network_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    group_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    author_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    title VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin,
    body MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    body_format VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    tags JSON NOT NULL,
    audience VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    state VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    locked BOOL NOT NULL,
    created_at DATETIME(6) NOT NULL,
    arrived_at DATETIME(6) NOT NULL,
    edited_at DATETIME(6),
    last_activity_at DATETIME(6) NOT NULL,
    last_voice_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    reply_count INTEGER NOT NULL,
    answer_count INTEGER NOT NULL,
    comment_count INTEGER NOT NULL,
    reaction_count INTEGER NOT NULL,
    baseline_score INTEGER NOT NULL,
    question_state VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin,
    accepted_reply_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    accepted_by CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    accepted_at DATETIME(6),
    closed_at DATETIME(6),
    closed_by CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    close_reason VARCHAR(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin,
    duplicate_of_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    directed_to_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    version INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    CONSTRAINT sk_post_pk PRIMARY KEY (id),
    CONSTRAINT sk_post_kind_ck CHECK (kind IN ('update', 'question')),
    CONSTRAINT sk_post_audience_ck CHECK (audience IN ('group', 'network', 'public')),
    CONSTRAINT sk_post_state_ck CHECK (state IN ('draft', 'scheduled', 'held', 'published', 'hidden', 'removed', 'deleted')),
    CONSTRAINT sk_post_body_format_ck CHECK (body_format IN ('markdown', 'html')),
    CONSTRAINT sk_post_question_state_ck CHECK ((question_state IS NULL OR question_state IN ('open', 'answered', 'solved', 'closed', 'duplicate'))),
    CONSTRAINT sk_post_question_ck CHECK ((kind = 'question' AND question_state IS NOT NULL) OR (kind <> 'question' AND (question_state IS NULL AND accepted_reply_id IS NULL AND accepted_by IS NULL AND accepted_at IS NULL AND closed_at IS NULL AND closed_by IS NULL AND close_reason IS NULL AND duplicate_of_id IS NULL AND directed_to_id IS NULL))),
    CONSTRAINT sk_post_closed_ck CHECK (closed_at IS NOT NULL OR (closed_by IS NULL AND close_reason IS NULL)),
    CONSTRAINT sk_post_group_id_fk FOREIGN KEY(group_id) REFERENCES sk_group (id)
);

CREATE INDEX sk_post_author_ix ON sk_post (author_id, created_at DESC, id DESC);

CREATE INDEX sk_post_directed_ix ON sk_post (directed_to_id, created_at DESC, id DESC);

CREATE INDEX sk_post_newest_ix ON sk_post (network_id, created_at DESC, id DESC, group_id);

CREATE INDEX sk_post_open_ix ON sk_post (network_id, created_at DESC, id DESC, group_id);

CREATE INDEX sk_post_open_place_ix ON sk_post (group_id, created_at DESC, id DESC);

CREATE INDEX sk_post_place_ix ON sk_post (group_id, created_at DESC, id DESC);

CREATE TABLE sk_post_tag (
    post_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    tag VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    created_at DATETIME(6) NOT NULL,
    CONSTRAINT sk_post_tag_pk PRIMARY KEY (post_id, tag),
    CONSTRAINT sk_post_tag_post_id_fk FOREIGN KEY(post_id) REFERENCES sk_post (id)
);

CREATE INDEX sk_post_tag_newest_ix ON sk_post_tag (tag, created_at DESC, post_id DESC);

CREATE TABLE sk_reply (
    id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    post_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    author_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    body MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    body_format VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    insiders_only BOOL NOT NULL,
    state VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    created_at DATETIME(6) NOT NULL,
    edited_at DATETIME(6),
    comment_count INTEGER NOT NULL,
    reaction_count INTEGER NOT NULL,
    baseline_score INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT sk_reply_pk PRIMARY KEY (id),
    CONSTRAINT sk_reply_state_ck CHECK (state IN ('draft', 'scheduled', 'held', 'published', 'hidden', 'removed', 'deleted')),
    CONSTRAINT sk_reply_body_format_ck CHECK (body_format IN ('markdown', 'html')),
    CONSTRAINT sk_reply_post_id_fk FOREIGN KEY(post_id) REFERENCES sk_post (id)
);

CREATE INDEX sk_reply_author_ix ON sk_reply (author_id);

CREATE INDEX sk_reply_oldest_ix ON sk_reply (post_id, created_at, id);

CREATE TABLE sk_comment (
    id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    post_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    reply_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    author_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    body MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    body_format VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    state VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    created_at DATETIME(6) NOT NULL,
    edited_at DATETIME(6),
    reaction_count INTEGER NOT NULL,
    baseline_score INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT sk_comment_pk PRIMARY KEY (id),
    CONSTRAINT sk_comment_state_ck CHECK (state IN ('draft', 'scheduled', 'held', 'published', 'hidden', 'removed', 'deleted')),
    CONSTRAINT sk_comment_body_format_ck CHECK (body_format IN ('markdown', 'html')),
    CONSTRAINT sk_comment_post_id_fk FOREIGN KEY(post_id) REFERENCES sk_post (id)
);

CREATE INDEX sk_comment_author_ix ON sk_comment (author_id);

CREATE INDEX sk_comment_oldest_ix ON sk_comment (post_id, reply_id, created_at, id);

CREATE TABLE sk_transition (
    id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    post_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    move VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    `before` VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    after VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    actor_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    reason VARCHAR(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin,
    at DATETIME(6) NOT NULL,
    CONSTRAINT sk_transition_pk PRIMARY KEY (id),
    CONSTRAINT sk_transition_move_ck CHECK (move IN ('answer', 'retract', 'accept', 'withdraw', 'close', 'mark-duplicate', 'reopen', 'direct')),
    CONSTRAINT sk_transition_post_id_fk FOREIGN KEY(post_id) REFERENCES sk_post (id)
);

CREATE INDEX sk_transition_oldest_ix ON sk_transition (post_id, at, id);

CREATE TABLE sk_revision (
    id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    target_kind VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    target_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    number INTEGER NOT NULL,
    title VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin,
    body MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    body_format VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    tags JSON NOT NULL,
    editor_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    at DATETIME(6) NOT NULL,
    CONSTRAINT sk_revision_pk PRIMARY KEY (id),
    CONSTRAINT sk_revision_target_kind_ck CHECK (target_kind IN ('post', 'reply', 'comment'))
);

CREATE INDEX sk_revision_target_ix ON sk_revision (target_id, target_kind, number);

CREATE TABLE sk_reaction (
    target_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    target_kind VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    person_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    created_at DATETIME(6) NOT NULL,
    CONSTRAINT sk_reaction_pk PRIMARY KEY (target_id, target_kind, person_id, kind),
    CONSTRAINT sk_reaction_kind_ck CHECK (kind IN ('like', 'thanks', 'insight', 'celebrate')),
    CONSTRAINT sk_reaction_target_kind_ck CHECK (target_kind IN ('post', 'reply', 'comment'))
);

CREATE TABLE sk_mention (
    source_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    source_kind VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    person_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    post_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    CONSTRAINT sk_mention_pk PRIMARY KEY (source_id, source_kind, person_id),
    CONSTRAINT sk_mention_source_kind_ck CHECK (source_kind IN ('post', 'reply', 'comment'))
);

CREATE INDEX sk_mention_person_ix ON sk_mention (person_id, post_id);

CREATE TABLE sk_notice (
    id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    network_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    person_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    reason VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    event_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    actor_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    group_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    post_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    reply_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    comment_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    created_at DATETIME(6) NOT NULL,
    seen_at DATETIME(6),
    read_at DATETIME(6),
    CONSTRAINT sk_notice_pk PRIMARY KEY (id),
    CONSTRAINT sk_notice_event_uq UNIQUE (person_id, event_id),
    CONSTRAINT sk_notice_reason_ck CHECK (reason IN ('mentioned', 'directed-question', 'accepted', 'answer', 'reply', 'request', 'decision', 'added', 'followed-thread', 'followed-person'))
);

CREATE INDEX sk_notice_newest_ix ON sk_notice (person_id, created_at DESC, id DESC);

CREATE INDEX sk_notice_unread_ix ON sk_notice (person_id, post_id);

CREATE INDEX sk_notice_unseen_ix ON sk_notice (person_id);

CREATE TABLE sk_follow (
    follower_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    target_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at DATETIME(6) NOT NULL,
    CONSTRAINT sk_follow_pk PRIMARY KEY (follower_id, kind, target_id),
    CONSTRAINT sk_follow_kind_ck CHECK (kind IN ('person', 'post'))
);

CREATE INDEX sk_follow_target_ix ON sk_follow (target_id, kind, follower_id);

CREATE TABLE sk_outbox (
    id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    network_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    actor_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    at DATETIME(6) NOT NULL,
    data JSON NOT NULL,
    delivered_at DATETIME(6),
    CONSTRAINT sk_outbox_pk PRIMARY KEY (id)
);

CREATE INDEX sk_outbox_pending_ix ON sk_outbox (at, id);

CREATE TABLE sk_idempotency (
    person_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `key` VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    fingerprint VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    status INTEGER NOT NULL,
    body MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    claimed_at DATETIME(6) NOT NULL,
    CONSTRAINT sk_idempotency_pk PRIMARY KEY (person_id, `key`)
);

CREATE TABLE sk_import_mark (
    network_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    source VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    name VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    value MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    CONSTRAINT sk_import_mark_pk PRIMARY KEY (network_id, source, name)
);

CREATE TABLE sk_import_skip (
    network_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    source VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    source_key VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    reason VARCHAR(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    CONSTRAINT sk_import_skip_pk PRIMARY KEY (network_id, source, source_key)
);

INSERT INTO sk_alembic_version (version_num) VALUES ('sk_0001_initial');
