"""The tables as a series of migrations, one for each version of the schema, for both databases."""

from bot.state.storage.database import Connection

MIGRATIONS = (
    """
    CREATE TABLE answers (
        id TEXT PRIMARY KEY,
        chat INTEGER NOT NULL,
        thread INTEGER NOT NULL,
        user INTEGER NOT NULL,
        message INTEGER NOT NULL,
        at REAL NOT NULL,
        version TEXT NOT NULL,
        question TEXT NOT NULL,
        understood_as TEXT,
        grade TEXT NOT NULL,
        confidence REAL NOT NULL,
        missing_terms TEXT NOT NULL,
        citations TEXT NOT NULL,
        others TEXT NOT NULL,
        followed INTEGER NOT NULL DEFAULT 1
    );
    CREATE INDEX answers_of_conversation ON answers (chat, thread, user, at);
    CREATE INDEX answers_by_age ON answers (at);
    CREATE TABLE updates (
        id INTEGER NOT NULL,
        digest BLOB NOT NULL,
        at REAL NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        payload TEXT,
        PRIMARY KEY (id, digest)
    );
    CREATE INDEX updates_by_age ON updates (at);
    """,
    """
    CREATE TABLE sentences (id TEXT PRIMARY KEY, at REAL NOT NULL, sentence TEXT NOT NULL);
    """,
    """
    ALTER TABLE answers ADD COLUMN key TEXT NOT NULL DEFAULT '';
    ALTER TABLE answers ADD COLUMN repeats_question INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX answers_by_key ON answers (chat, thread, key);
    CREATE INDEX answers_of_user ON answers (user);
    ALTER TABLE updates ADD COLUMN user INTEGER;
    CREATE INDEX updates_of_user ON updates (user);
    CREATE TABLE ratings (
        answer TEXT NOT NULL,
        user INTEGER NOT NULL,
        at REAL NOT NULL,
        verdict TEXT NOT NULL,
        PRIMARY KEY (answer, user)
    );
    CREATE INDEX ratings_of_user ON ratings (user);
    CREATE INDEX ratings_by_age ON ratings (at);
    CREATE TABLE languages (user INTEGER PRIMARY KEY, code TEXT NOT NULL);
    """,
    """
    ALTER TABLE answers ADD COLUMN asked_by INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE answers ADD COLUMN followed_ids TEXT;
    ALTER TABLE answers ADD COLUMN focus TEXT NOT NULL DEFAULT '';
    ALTER TABLE answers ADD COLUMN exact INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE answers ADD COLUMN milliseconds REAL;
    ALTER TABLE answers ADD COLUMN readings TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE answers ADD COLUMN other INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE answers ADD COLUMN pointer INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE answers ADD COLUMN instead_of TEXT NOT NULL DEFAULT '';
    ALTER TABLE answers ADD COLUMN current INTEGER NOT NULL DEFAULT 1;
    CREATE INDEX answers_by_question ON answers (chat, asked_by);
    CREATE TABLE roles (user INTEGER PRIMARY KEY, role TEXT NOT NULL, granted_by INTEGER, at REAL NOT NULL);
    CREATE TABLE journal (
        id INTEGER PRIMARY KEY,
        at REAL NOT NULL,
        user INTEGER,
        what TEXT NOT NULL,
        version TEXT NOT NULL,
        detail TEXT NOT NULL,
        about INTEGER
    );
    CREATE TABLE orders (
        id TEXT PRIMARY KEY,
        at REAL NOT NULL,
        user INTEGER NOT NULL,
        command TEXT NOT NULL,
        words TEXT NOT NULL,
        basis TEXT NOT NULL
    );
    CREATE TABLE proposals (
        id TEXT PRIMARY KEY,
        at REAL NOT NULL,
        user INTEGER,
        chat INTEGER NOT NULL,
        proposal TEXT NOT NULL
    );
    CREATE TABLE settled_gaps (mark TEXT PRIMARY KEY, at REAL NOT NULL, user INTEGER);
    CREATE TABLE prompts (
        chat INTEGER NOT NULL,
        message INTEGER NOT NULL,
        at REAL NOT NULL,
        user INTEGER NOT NULL,
        gap TEXT NOT NULL,
        PRIMARY KEY (chat, message)
    );
    """,
    """
    ALTER TABLE updates ADD COLUMN language TEXT NOT NULL DEFAULT '';
    """,
    """
    CREATE TABLE replies (
        chat INTEGER NOT NULL,
        message INTEGER NOT NULL,
        reply INTEGER NOT NULL,
        user INTEGER NOT NULL,
        at REAL NOT NULL,
        PRIMARY KEY (chat, message)
    );
    CREATE INDEX replies_of_user ON replies (user);
    CREATE INDEX replies_by_age ON replies (at);
    """,
    """
    CREATE TABLE outbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        chat INTEGER NOT NULL,
        user INTEGER NOT NULL,
        at REAL NOT NULL,
        until REAL NOT NULL,
        request TEXT NOT NULL,
        note TEXT NOT NULL
    );
    CREATE INDEX outbox_of_chat ON outbox (chat, id);
    CREATE INDEX outbox_of_user ON outbox (user);
    """,
    """
    ALTER TABLE outbox ADD COLUMN cause INTEGER NOT NULL DEFAULT 0;
    """,
    """
    ALTER TABLE answers ADD COLUMN words_by INTEGER NOT NULL DEFAULT 0;
    """,
    """
    ALTER TABLE answers ADD COLUMN kind TEXT NOT NULL DEFAULT 'question';
    """,
    """
    CREATE TABLE wishes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        chat INTEGER NOT NULL,
        thread INTEGER NOT NULL,
        user INTEGER NOT NULL,
        question TEXT NOT NULL,
        version TEXT NOT NULL,
        at REAL NOT NULL
    );
    CREATE INDEX wishes_of_user ON wishes (user);
    CREATE TABLE digests (user INTEGER PRIMARY KEY, at REAL NOT NULL);
    """,
    """
    ALTER TABLE updates ADD COLUMN chat INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE updates ADD COLUMN owner TEXT NOT NULL DEFAULT '';
    """,
    """
    CREATE TABLE corpus_pointer (
        place INTEGER PRIMARY KEY,
        number INTEGER NOT NULL,
        version TEXT NOT NULL,
        files TEXT NOT NULL,
        waiting TEXT,
        sources TEXT NOT NULL,
        announced TEXT NOT NULL
    );
    CREATE TABLE publications (number INTEGER PRIMARY KEY, entry TEXT NOT NULL);
    CREATE TABLE replicas (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        version TEXT NOT NULL,
        ready TEXT NOT NULL,
        progress INTEGER NOT NULL,
        trouble TEXT NOT NULL,
        at REAL NOT NULL
    );
    """,
    "",
    """
    ALTER TABLE answers ADD COLUMN library TEXT NOT NULL DEFAULT '';
    ALTER TABLE journal ADD COLUMN library TEXT NOT NULL DEFAULT '';
    ALTER TABLE orders ADD COLUMN library TEXT NOT NULL DEFAULT '';
    ALTER TABLE proposals ADD COLUMN library TEXT NOT NULL DEFAULT '';
    ALTER TABLE prompts ADD COLUMN library TEXT NOT NULL DEFAULT '';
    ALTER TABLE wishes ADD COLUMN library TEXT NOT NULL DEFAULT '';
    CREATE TABLE roles_by_library (
        user INTEGER NOT NULL,
        library TEXT NOT NULL DEFAULT '',
        role TEXT NOT NULL,
        granted_by INTEGER,
        at REAL NOT NULL,
        PRIMARY KEY (user, library)
    );
    INSERT INTO roles_by_library (user, role, granted_by, at) SELECT user, role, granted_by, at FROM roles;
    DROP TABLE roles;
    ALTER TABLE roles_by_library RENAME TO roles;
    CREATE TABLE digests_by_library (
        user INTEGER NOT NULL,
        library TEXT NOT NULL DEFAULT '',
        at REAL NOT NULL,
        PRIMARY KEY (user, library)
    );
    INSERT INTO digests_by_library (user, at) SELECT user, at FROM digests;
    DROP TABLE digests;
    ALTER TABLE digests_by_library RENAME TO digests;
    CREATE TABLE chosen_libraries (
        chat INTEGER NOT NULL,
        thread INTEGER NOT NULL,
        names TEXT NOT NULL,
        PRIMARY KEY (chat, thread)
    );
    CREATE TABLE message_libraries (
        chat INTEGER NOT NULL,
        message INTEGER NOT NULL,
        library TEXT NOT NULL,
        at REAL NOT NULL,
        PRIMARY KEY (chat, message)
    );
    CREATE INDEX message_libraries_by_age ON message_libraries (at);
    """,
    """
    CREATE TABLE pointers_by_library (
        library TEXT PRIMARY KEY,
        place INTEGER NOT NULL DEFAULT 0,
        number INTEGER NOT NULL,
        version TEXT NOT NULL,
        files TEXT NOT NULL,
        waiting TEXT,
        sources TEXT NOT NULL,
        announced TEXT NOT NULL
    );
    INSERT INTO pointers_by_library (library, place, number, version, files, waiting, sources, announced)
        SELECT '', place, number, version, files, waiting, sources, announced FROM corpus_pointer;
    DROP TABLE corpus_pointer;
    ALTER TABLE pointers_by_library RENAME TO corpus_pointer;
    CREATE TABLE publications_by_library (
        library TEXT NOT NULL DEFAULT '',
        number INTEGER NOT NULL,
        entry TEXT NOT NULL,
        PRIMARY KEY (library, number)
    );
    INSERT INTO publications_by_library (number, entry) SELECT number, entry FROM publications;
    DROP TABLE publications;
    ALTER TABLE publications_by_library RENAME TO publications;
    ALTER TABLE replicas ADD COLUMN library TEXT NOT NULL DEFAULT '';
    """,
    """
    CREATE TABLE library_sets (key TEXT PRIMARY KEY, names TEXT NOT NULL);
    """,
    """
    ALTER TABLE answers ADD COLUMN versions TEXT NOT NULL DEFAULT '{}';
    """,
    """
    ALTER TABLE answers ADD COLUMN repeats TEXT NOT NULL DEFAULT '';
    ALTER TABLE answers ADD COLUMN part TEXT NOT NULL DEFAULT '{}';
    """,
    """
    ALTER TABLE answers ADD COLUMN of_words INTEGER NOT NULL DEFAULT 0;
    """,
    """
    CREATE TABLE steps (
        cause INTEGER NOT NULL,
        step TEXT NOT NULL,
        at REAL NOT NULL,
        PRIMARY KEY (cause, step)
    );
    """,
)
"""Step n takes the schema from version n to n + 1; a released step is never changed."""

ONLY_POSTGRESQL = {
    1: "ALTER TABLE answers ADD COLUMN rowid BIGINT GENERATED BY DEFAULT AS IDENTITY;",
    12: """
    CREATE INDEX updates_waiting ON updates (chat, id) WHERE payload IS NOT NULL;
    CREATE TABLE pace (name TEXT PRIMARY KEY, at DOUBLE PRECISION NOT NULL);
    CREATE FUNCTION quoth_signal_chat() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('quoth_' || TG_TABLE_SCHEMA, 'chat ' || NEW.chat);
            RETURN NULL;
        END $$;
    CREATE TRIGGER signal_chat AFTER INSERT ON updates FOR EACH ROW EXECUTE FUNCTION quoth_signal_chat();
    CREATE TRIGGER signal_chat AFTER INSERT ON outbox FOR EACH ROW WHEN (NEW.cause = 0)
        EXECUTE FUNCTION quoth_signal_chat();
    """,
    14: "DROP TRIGGER signal_chat ON updates;",  # the receiver signals what it leaves to others
}
"""What a step needs there beside the same tables.

SQLite numbers the rows of a table by itself, and a single process need not be told what it writes down.
"""

FORGETTING = (
    "DELETE FROM ratings WHERE user = :user OR answer IN "
    "(SELECT id FROM answers WHERE user = :user OR words_by = :user)",
    "DELETE FROM languages WHERE user = :user",
    "UPDATE updates SET payload = NULL, user = NULL, chat = 0, language = '' "
    "WHERE user = :user AND (payload IS NULL OR id < :during)",
    "UPDATE updates SET user = NULL, language = '' WHERE user = :user AND id = :during",
    "DELETE FROM answers WHERE user = :user OR words_by = :user",
    "DELETE FROM roles WHERE user = :user",
    "UPDATE roles SET granted_by = NULL WHERE granted_by = :user",
    "UPDATE journal SET user = NULL WHERE user = :user",
    "UPDATE journal SET about = NULL WHERE about = :user",
    "DELETE FROM orders WHERE user = :user OR ' ' || words || ' ' LIKE '% ' || :user || ' %'",
    "UPDATE proposals SET user = NULL WHERE user = :user",
    "UPDATE settled_gaps SET user = NULL WHERE user = :user",
    "DELETE FROM prompts WHERE user = :user",
    "DELETE FROM wishes WHERE user = :user",
    "DELETE FROM digests WHERE user = :user",
    "DELETE FROM replies WHERE user = :user",
    "DELETE FROM outbox WHERE user = :user",
    "DELETE FROM chosen_libraries WHERE chat = :user",
    "DELETE FROM message_libraries WHERE chat = :user",
)
"""Statements that delete all data about a user, in every table that has any.  Actions on the corpus stay
recorded, without the person."""


_AFTER_ALL_UPDATES = 2**63 - 1


def forget_person(connection: Connection, user: int, during: int | None = None) -> int:
    """Delete all data about *user*; return how many answers that were.

    The update *during* which this happens is only detached from the person: its chat and content go when it
    is handled.  Later ones stay.
    """
    answers: int
    (answers,) = connection.execute("SELECT count(*) FROM answers WHERE user = ?", (user,)).fetchone()
    bound = {"user": user, "during": _AFTER_ALL_UPDATES if during is None else during}
    for statement in FORGETTING:
        connection.execute(statement, bound)
    return answers
