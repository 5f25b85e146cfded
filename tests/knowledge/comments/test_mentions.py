import pytest

from knowledge.comments.mentions import as_html, as_typed, may_be_spoken_to, named_in, offered
from knowledge.comments.models import Mention
from knowledge.comments.service import add, delete, edit
from knowledge.core.db import session, transaction
from knowledge.core.errors import Refused
from knowledge.core.permissions import ADMINISTRATOR, MANAGER
from knowledge.library.models import DRAFT, MANAGERS, NETWORK, Item
from knowledge.library.permissions import VIEW
from tests import make
from tests.queries import counted

pytestmark = pytest.mark.usefixtures("app")


def there(item):
    """The item as this session sees it."""
    return session.get_one(Item, item.id)


def spoken_to(comment):
    return {row.user_id for row in session.query(Mention).filter(Mention.comment_id == comment.id)}


def shown(comment):
    return as_html(comment.text, named_in([comment]).get(comment.id, {}))


def test_a_whole_name_behind_an_at_sign_speaks_to_its_person():
    dana, writer = make.person("דנה כהן"), make.actor()

    comment = add(writer, there(make.item()), "שאלה אל @דנה כהן, איך היה?")

    assert spoken_to(comment) == {dana.id}
    assert f'<a dir="auto" href="/people/{dana.id}" rel="nofollow">@דנה כהן</a>, איך היה?' in shown(comment)
    assert as_typed(comment.text, named_in([comment])[comment.id]) == "שאלה אל @דנה כהן, איך היה?"


@pytest.mark.parametrize(
    "words",
    ["@דנה", "@דנה כהנא", "dana@דנה כהן", "@ דנה כהן", "דנה כהן", "@אין כאן כזה", "@", "@@דנה כהן"],
)
def test_anything_else_speaks_to_nobody_and_stays_as_typed(words):
    make.person("דנה כהן")
    writer = make.actor()

    comment = add(writer, there(make.item()), words)

    assert spoken_to(comment) == set()
    assert comment.text == words


def test_the_longest_name_is_meant_and_letters_may_be_of_either_case():
    make.person("Dana"), make.person("דנה")
    long, english = make.person("דנה כהן לוי"), make.person("Dana Cohen")

    comment = add(make.actor(), there(make.item()), "@דנה כהן לוי @dana cohen")

    assert spoken_to(comment) == {long.id, english.id}


def test_among_namesakes_nobody_is_meant_until_one_is_chosen():
    first, second = make.person("דנה כהן"), make.person("דנה כהן")
    writer, item = make.actor(), there(make.item())

    unclear = add(writer, item, "@דנה כהן")
    chosen = add(writer, item, "@דנה כהן", chosen=[second.id])
    nonsense = add(writer, item, "@דנה כהן", chosen=[writer.id])

    assert (spoken_to(unclear), spoken_to(chosen), spoken_to(nonsense)) == (set(), {second.id}, set())
    assert first.id not in spoken_to(chosen)


def test_a_mention_follows_its_person_to_a_new_name():
    dana = make.person("דנה כהן")
    writer, item = make.actor(), make.item()
    with transaction():
        comment = add(writer, there(item), "תודה @דנה כהן")
    with transaction():
        session.get_one(type(dana), dana.id).name = "דנה לוי [*חדש*]"

    html = shown(comment)

    assert f'<a dir="auto" href="/people/{dana.id}" rel="nofollow">@דנה לוי [*חדש*]</a>' in html


def test_who_is_suspended_is_named_without_a_link():
    dana = make.person("דנה כהן")
    writer, item = make.actor(), make.item()
    with transaction():
        comment = add(writer, there(item), "תודה @דנה כהן")
    with transaction():
        session.get_one(type(dana), dana.id).suspended = True

    assert shown(comment) == '<p dir="auto">תודה @דנה כהן</p>'


@pytest.mark.parametrize("visibility", [NETWORK, MANAGERS, DRAFT])
def test_only_who_may_see_the_item_can_be_spoken_to(visibility):
    owner = make.person("בעלת הפריט", role=MANAGER)
    people = [
        owner,
        make.person("חברה ברשת"),
        make.person("מנהלת קהילה", role=MANAGER),
        make.person("מנהל מערכת", role=ADMINISTRATOR),
        make.person("הושעה מהרשת", suspended=True),
        make.person("הוזמנה לרשת", password=None),
    ]
    item = there(make.item(owner=owner, visibility=visibility))
    present = [person for person in people if not person.suspended and not person.invited]

    comment = add(owner.actor, item, " ".join(f"@{person.name}" for person in people))
    asked = session.query(type(owner)).filter(may_be_spoken_to(item)).all()

    allowed = {person.id for person in present if VIEW.allows(person.actor, item)}
    assert spoken_to(comment) == allowed == {person.id for person in asked}
    assert {person.id for person in offered(owner.actor, item, "")} == allowed - {owner.id}


def test_typing_the_kept_form_reaches_nobody_who_may_not_see_the_item():
    outsider, owner = make.person("זרה לפריט"), make.person(role=MANAGER)
    item = there(make.item(owner=owner, visibility=MANAGERS))

    comment = add(owner.actor, item, f"@[מישהי](/people/{outsider.id})")

    assert spoken_to(comment) == set()
    assert "זרה לפריט" not in shown(comment)


def test_who_may_not_see_the_item_is_offered_nobody():
    with pytest.raises(Refused):
        offered(make.actor(), there(make.item(visibility=DRAFT)), "")


def test_people_of_the_conversation_are_offered_first():
    asking, writer = make.actor("דנה השואלת"), make.actor("דנית כתבה כאן")
    make.person("דנה אברהם")
    make.person("רות דנציגר")
    item = there(make.item(owner=make.person("דניאל בעלים")))
    add(writer, item, "הייתי כאן")

    names = [person.name for person in offered(asking, item, "דנ")]

    assert names == ["דניאל בעלים", "דנית כתבה כאן", "דנה אברהם", "רות דנציגר"]


def test_changing_and_deleting_a_comment_changes_whom_it_speaks_to():
    dana, rut = make.person("דנה כהן"), make.person("רות לוי")
    writer, item = make.actor(), there(make.item())
    comment = add(writer, item, "@דנה כהן")

    edit(writer, comment, "@רות לוי")
    changed = spoken_to(comment)
    delete(writer, comment)

    assert (changed, spoken_to(comment)) == ({rut.id}, set())
    assert dana.id not in changed


def test_many_names_cost_one_query():
    writer = make.actor()
    for number in range(30):
        make.person(f"אדם{number} משפחה")
    item = there(make.item())

    def cost(names):
        with counted() as queries:
            comment = add(writer, item, " ".join(f"@אדם{number} משפחה" for number in range(names)))
        return len([query for query in queries if query.startswith("SELECT")]), len(spoken_to(comment))

    (few, _one), (many, reached) = cost(1), cost(30)

    assert few == many
    assert reached == 20  # the most a comment speaks to
