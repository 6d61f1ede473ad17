CREATE TABLE sk_policy_version (
    version INTEGER NOT NULL,
    model TEXT NOT NULL,
    rules TEXT NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    author_id CHAR(32),
    reason VARCHAR(500) NOT NULL,
    at TEXT NOT NULL,
    CONSTRAINT sk_policy_version_pk PRIMARY KEY (version)
);

CREATE TABLE sk_policy_step (
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    step VARCHAR(20) NOT NULL,
    person_id CHAR(32),
    reason VARCHAR(500) NOT NULL,
    at TEXT NOT NULL,
    CONSTRAINT sk_policy_step_pk PRIMARY KEY (number),
    CONSTRAINT sk_policy_step_step_ck CHECK (step IN ('published', 'approved', 'rolled-back', 'recovered'))
);

UPDATE sk_alembic_version SET version_num='sk_0002_policies' WHERE sk_alembic_version.version_num = 'sk_0001_initial';
