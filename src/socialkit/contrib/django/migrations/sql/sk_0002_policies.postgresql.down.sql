DROP TABLE sk_policy_step;

DROP TABLE sk_policy_version;

UPDATE sk_alembic_version SET version_num='sk_0001_initial' WHERE sk_alembic_version.version_num = 'sk_0002_policies';
