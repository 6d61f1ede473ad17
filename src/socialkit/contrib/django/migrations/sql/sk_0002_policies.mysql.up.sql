CREATE TABLE sk_policy_version (
    version INTEGER NOT NULL,
    model MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    rules MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    sha256 VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    author_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    reason VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    at DATETIME(6) NOT NULL,
    CONSTRAINT sk_policy_version_pk PRIMARY KEY (version)
);

CREATE TABLE sk_policy_step (
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    step VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    person_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
    reason VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL,
    at DATETIME(6) NOT NULL,
    CONSTRAINT sk_policy_step_pk PRIMARY KEY (number),
    CONSTRAINT sk_policy_step_step_ck CHECK (step IN ('published', 'approved', 'rolled-back', 'recovered'))
);

UPDATE sk_alembic_version SET version_num='sk_0002_policies' WHERE sk_alembic_version.version_num = 'sk_0001_initial';
