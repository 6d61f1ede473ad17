DROP TABLE sk_import_skip;

DROP TABLE sk_import_mark;

DROP TABLE sk_idempotency;

DROP TABLE sk_outbox;

DROP TABLE sk_follow;

DROP TABLE sk_notice;

DROP TABLE sk_mention;

DROP TABLE sk_reaction;

DROP TABLE sk_revision;

DROP TABLE sk_transition;

DROP TABLE sk_comment;

DROP TABLE sk_reply;

DROP TABLE sk_post_tag;

DROP TABLE sk_post;

DROP TABLE sk_request;

DROP TABLE sk_membership;

DROP TABLE sk_group;

DROP TABLE sk_visit;

DROP TABLE sk_person_skill;

DROP TABLE sk_person;

DROP TABLE sk_account;

DROP TABLE sk_network;

DELETE FROM sk_alembic_version WHERE sk_alembic_version.version_num = 'sk_0001_initial';

DROP TABLE sk_alembic_version;
