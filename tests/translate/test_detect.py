"""Which language a text is in, in which script, and what is in neither."""

import pytest

from translate.language.detect import tag_of, third_language

GERMAN = (
    "Die Fähre legt um zwölf Uhr ab, und niemand wartet auf sie. Den ganzen Tag hat es auf der Insel"
    " geregnet. Der Wärter des Leuchtturms hat elf Schafe, die er jeden Abend zählt. Im Winter bleibt er"
    " allein, und wer ihn besuchen will, muss das Boot des Fischers nehmen."
)
FRENCH = (
    "Le bateau part à midi et personne ne l'attend. Il a plu toute la journée sur l'île. Le gardien du phare"
    " a onze moutons, qu'il compte chaque soir. En hiver il reste seul, et qui veut lui rendre visite doit"
    " prendre la barque du pêcheur, qui ne travaille jamais le dimanche."
)
ENGLISH = (
    "The ferry leaves at noon and nobody waits for it. It rained all day on the island. The keeper of the"
    " lighthouse has eleven sheep, which he counts every evening."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (GERMAN, "German (de)"),
        (FRENCH, "French (fr)"),
        ("彼は毎晩羊を数えている。灯台の光は夜の海を照らす。", "Japanese (ja)"),
        ("그는 매일 저녁 양을 센다. 등대의 빛이 밤바다를 비춘다.", "Korean (ko)"),
        ("Паром ушёл в полдень, и никто его не ждал.", "a language in Cyrillic letters"),
        ("خرجت العبارة ظهرا ولم ينتظرها أحد.", "a language in Arabic letters"),
    ],
)
def test_a_third_language_is_named(text: str, language: str) -> None:
    assert third_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        ENGLISH.upper(),
        "Open\nSave as\nClose all windows\nFind next\nUndo\nRedo\nPreferences\nCheck spelling\n" * 8,
        "Anna Schmidt\nJean-Pierre Dubois\nMarie Lefèvre\nGiovanni Rossi\nKlaus Müller\n" * 12,
        "git clone; make install; sudo systemctl restart nginx; chmod -R og-rwx keys; tar xzf backup\n" * 6,
        "Das ist gut.",  # too little to tell
        "渡船正午开船，没有人等它。",
        "渡船の店（日文店名）在码头旁边，卖热汤和面包，每天中午开门，晚上关门。",
        "學而時習之，不亦說乎？有朋自遠方來，不亦樂乎？",
    ],
)
def test_what_is_in_one_of_ours(text: str) -> None:
    assert third_language(text) == ""


@pytest.mark.parametrize(
    ("text", "name", "tag"),
    [
        ("请打开文件夹。", "", "zh-CN"),
        ("請開啟資料夾。", "", "zh-TW"),
        ("請開啟資料夾。", "a.zh-HK.txt", "zh-HK"),
        ("請開啟資料夾。", "a.zh_hant.txt", "zh-Hant"),
        ("請開啟資料夾。", "a.zh-CN.txt", "zh-TW"),  # the text knows better
        ("请打开文件夹。", "a.zh-TW.txt", "zh-CN"),
        ("请打开文件夹。", "a.zh-SG.txt", "zh-SG"),
        ("你好。", "a.zh-TW.txt", "zh-TW"),  # in characters of both scripts
        ("你好。", "a.zh.txt", "zh-CN"),
        ("我哋聽日去邊度食飯？", "", "zh-TW"),
        ("古之學者必有師。師者，所以傳道受業解惑也。", "", "zh-TW"),
        ("他在台北买了一本《後漢書》，回来以后读了三遍。", "", "zh-CN"),
    ],
)
def test_script(text: str, name: str, tag: str) -> None:
    assert tag_of("zh", [text], name) == tag


def test_english_takes_its_region_from_the_name_or_from_people() -> None:
    assert tag_of("en", ["The colour of the sea."], "a.en-GB.txt") == "en-GB"
    assert tag_of("en", ["The sea."], "a.zh-TW.txt") == "en"
    assert tag_of("en", ["The sea."], "a.en-GB.txt", "en-US") == "en-US"
