"""Uploads in pieces, versions, adoptions, replies, synonyms, words on pages, and what people search for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_pages_people_love"
down_revision = "20261122_first_tables"

_FLAGS = (
    ("item_type", "retired", sa.false()),
    ("profile", "mail_replies", sa.true()),
    ("type_field", "facet", sa.false()),
    ("type_field", "shown", sa.false()),
)


def upgrade() -> None:
    op.create_table(
        "page_words",
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["blob"], ["blob.name"], name=op.f("fk_page_words_blob_blob")),
        sa.PrimaryKeyConstraint("blob", "page", name=op.f("pk_page_words")),
    )
    op.create_table(
        "tag_synonym",
        sa.Column("folded", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["tag.id"], name=op.f("fk_tag_synonym_tag_id_tag"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("folded", name=op.f("pk_tag_synonym")),
    )
    with op.batch_alter_table("tag_synonym", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tag_synonym_tag_id"), ["tag_id"], unique=False)

    op.create_table(
        "asked",
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("last", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_asked_user_id_user")),
        sa.PrimaryKeyConstraint("folded", "user_id", name=op.f("pk_asked")),
    )
    with op.batch_alter_table("asked", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asked_last"), ["last"], unique=False)

    op.create_table(
        "adoption",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_adoption_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_adoption_item_id_item"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_adoption_user_id_user")),
        sa.PrimaryKeyConstraint("item_id", "user_id", name=op.f("pk_adoption")),
    )
    with op.batch_alter_table("adoption", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_adoption_user_id"), ["user_id"], unique=False)

    op.create_table(
        "profile_domain",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("domain_code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["domain_code"], ["domain.code"], name=op.f("fk_profile_domain_domain_code_domain")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["profile.user_id"],
            name=op.f("fk_profile_domain_user_id_profile"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "domain_code", name=op.f("pk_profile_domain")),
    )
    with op.batch_alter_table("profile_domain", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_profile_domain_domain_code"), ["domain_code"], unique=False)

    op.create_table(
        "mention",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_mention_comment_id_comment"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_mention_user_id_user")),
        sa.PrimaryKeyConstraint("comment_id", "user_id", name=op.f("pk_mention")),
    )
    with op.batch_alter_table("mention", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mention_user_id"), ["user_id"], unique=False)

    op.create_table(
        "upload",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["file.id"], name=op.f("fk_upload_file_id_file"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_upload_item_id_item"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_upload_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_upload_touched"), ["touched"], unique=False)
        batch_op.create_index(batch_op.f("ix_upload_user_id"), ["user_id"], unique=False)

    op.create_table(
        "unsaved",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("touched", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_unsaved_item_id_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_unsaved")),
    )
    with op.batch_alter_table("unsaved", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unsaved_touched"), ["touched"], unique=False)

    op.create_table(
        "piece",
        sa.Column("upload_id", sa.String(length=32), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["blob"], ["blob.name"], name=op.f("fk_piece_blob_blob")),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_piece_upload_id_upload"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("upload_id", "start", name=op.f("pk_piece")),
    )
    with op.batch_alter_table("piece", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_piece_blob"), ["blob"], unique=False)

    # Plain ALTERs: on SQLite another way would write the tables anew, and what hangs on their rows would go.
    op.add_column("comment", sa.Column("parent_id", sa.Integer(), nullable=True))
    op.create_index("ix_comment_parent_id", "comment", ["parent_id"])
    op.add_column("file", sa.Column("title", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("file", sa.Column("successor_id", sa.Integer(), nullable=True))
    op.create_index("ix_file_successor_id", "file", ["successor_id"])
    op.add_column("item", sa.Column("adoptions", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "letter", sa.Column("unsubscribe", sa.String(length=300), nullable=False, server_default="")
    )
    op.add_column("item_type", sa.Column("basics", sa.JSON(), nullable=False, server_default="{}"))
    for table, name, default in _FLAGS:
        op.add_column(table, sa.Column(name, sa.Boolean(), nullable=False, server_default=default))


def downgrade() -> None:
    for table, name, _default in reversed(_FLAGS):
        op.drop_column(table, name)
    op.drop_column("item_type", "basics")
    op.drop_column("letter", "unsubscribe")
    op.drop_column("item", "adoptions")
    op.drop_index("ix_file_successor_id", "file")
    op.drop_column("file", "successor_id")
    op.drop_column("file", "title")
    op.drop_index("ix_comment_parent_id", "comment")
    op.drop_column("comment", "parent_id")

    with op.batch_alter_table("piece", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_piece_blob"))

    op.drop_table("piece")
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_upload_user_id"))
        batch_op.drop_index(batch_op.f("ix_upload_touched"))
        batch_op.drop_index(batch_op.f("ix_upload_item_id"))

    op.drop_table("upload")
    with op.batch_alter_table("unsaved", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unsaved_touched"))

    op.drop_table("unsaved")
    with op.batch_alter_table("mention", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mention_user_id"))

    op.drop_table("mention")
    with op.batch_alter_table("profile_domain", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_profile_domain_domain_code"))

    op.drop_table("profile_domain")
    with op.batch_alter_table("adoption", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_adoption_user_id"))

    op.drop_table("adoption")
    with op.batch_alter_table("asked", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_asked_last"))

    op.drop_table("asked")
    with op.batch_alter_table("tag_synonym", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tag_synonym_tag_id"))

    op.drop_table("tag_synonym")
    op.drop_table("page_words")
