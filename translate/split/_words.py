"""Words that the rules ask for: abbreviations, words that open a sentence, words that report speech."""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Lists of our own, after the usual style guides (Chicago 17, ch. 10; New Hart's Rules, ch. 10).

TITLES = _words(
    """Mr Mrs Ms Mx Messrs Mme Mlle Dr Drs Prof Profs Gen Maj Col Lt Capt Cpt Cmdr Sgt Cpl Pvt Adm Rev Revd
    Hon Sen Rep Reps Sens Gov Pres Supt Fr Sr Sra Sis Bro St Ste Mt Ft mr mrs ms dr prof
    Insp Det Brig Cdr Comdr Lieut Msgr Amb Ald Asst Assoc Exec Rt Geo Wm Chas Jas Thos Robt
    e.g eg i.e ie cf vs v viz approx Approx ca resp Attn Re Cie incl excl esp"""
)
"""Never the end of a sentence: something that belongs to them follows."""

TITLES_OR_ENDS = _words("St v vs")
"""The same, but where a word that opens sentences follows (``on Wall St. The market``)."""

NUMBERED = _words(
    """No Nos Nr Fig Figs Vol Vols Ch Chap Chaps Sec Sect Art Arts Eq Eqs Ex Tab p pp para paras Para Ref
    Refs Op op no nos vol vols ch chap sec sect fig figs eq eqs art Pt pt Bk App Appx Rm Ver ver rev
    Ed Eds ed eds l ll Art vv Nos Pp Bd Lot Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec ext Ext
    tel Tel Q A"""
)
"""Not the end of a sentence before a number, a Roman numeral or a lower-case word."""

MAYBE = _words(
    """Inc Ltd Corp Co Cos Bros LLC Plc plc Pty Jr Esq al Ave Blvd Rd Dept Univ Assn Intl Est Mfg Gmbh
    Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun
    Ph.D PhD B.A M.A B.Sc M.Sc M.D D.C Sr St Mt Ph Bc inc ltd corp co
    hr hrs min mins sec secs oz lb lbs ft kg km mph est avg max dept ext"""
)
"""May end a sentence: it does where a word that opens sentences follows."""

CODE = re.compile(r"[“\"(]?(?=[A-Z/-]*\d)[A-Z]{1,6}[-/]?[A-Z0-9][A-Z0-9/-]*")
"""What a number is that letters begin: ``No. HT-2023``."""

LETTER = re.compile(r"[A-Z](?![\w'’.])")
"""What names a part: ``App. B``."""

NUMBER_FOLLOWS = re.compile(r"(?:No|Nos|Nr)\. ?(?=[\dA-Z])")

TIMES = _words("a.m p.m A.M P.M B.C B.C.E C.E")
"""Before a capital, the end of a sentence, unless the capital tells the time more closely."""

BESIDE_TIMES = _words(
    """Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July
    August September October November December Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun Jan Feb Mar Apr
    Jun Jul Aug Sep Sept Oct Nov Dec EST EDT CST CDT MST MDT PST PDT GMT UTC CET CEST BST Eastern Central
    Pacific Mountain Greenwich Beijing"""
)

CLIPPED = _words(
    """abbr adj admin anon assoc asst cont contd doz gal govt inst intl intro misc orig prob subsp temp trans
    univ usu var"""
)
"""Not the end of a sentence before a lower-case word, though they can be spoken (``the govt. officials``)."""

ALWAYS_BEFORE_CAPITAL = _words(
    "etc Etc ibid Ibid lbs lb oz hrs hr mins min secs sec km kg cm mm ft mph kph kW MHz GHz GB MB"
)
"""Abbreviations that stand last, units above all: a capital after them opens a sentence."""

STARTERS = _words(
    """The An In On At By For From With As If When Whenever While After Before Since Although Though
    Because But And Or So Yet However Therefore Thus Hence Then There Here This That These Those It
    Its He She They We You His Her Their Our My Your What Who Whose Why How Where Which Is Are Was
    Were Do Does Did Can Could Would Should Not All Some Many Most Both Each Every Another Other
    Others Once Also Instead Meanwhile Moreover Furthermore Besides Later Today Yesterday Tomorrow
    Now Still Even Just Let Please Perhaps Maybe Despite During Under Between Among Until Unless Nor
    Such Nobody Everyone Everything Nothing Something Someone Several Few More Only Whether Through
    Throughout To Of Have Has Had Over Out Up"""
)
"""Words that, capitalized, almost always open a sentence."""

PRONOUN_STARTERS = STARTERS | {
    "I",
    "I'm",
    "I've",
    "I'd",
    "I'll",
    "A",
    "It's",
    "He's",
    "She's",
    "They're",
    "We're",
}

EXTENSIONS = _words(
    """com net org edu gov cn io ai js ts py rb rs go md txt pdf doc docx xls xlsx ppt pptx html htm xml
    json yaml yml csv tsv tmx exe dll zip gz tar jpg jpeg png gif svg mp3 mp4 java cpp hpp css scss
    php asp aspx jsp vue sh bat ini cfg log sql uk us jp hk tw de fr eu co tv me info biz app dev
    xyz"""
)
"""What follows the dot of a file or domain name, lower case."""

SHOUTING_NAMES = _words("Yahoo Yum Jeopardy Joomla")
"""Names written with an exclamation mark."""

LABEL = re.compile(
    r"\s*(?:Figs?|Figure|Table|Chapter|Section|Part|Box|Example|Definition|Theorem|Lemma|Appendix|Step|Note|Article"
    r"|Item|Chart|Exhibit|Act|Scene|Lesson|Unit|Volume|Rule|Day)\.?\s+[\dA-Z.\-–]{1,10}"
)
"""``Figure 1.2`` at the beginning: its dot ends no sentence."""

ROMAN = re.compile(r"[IVXLC]{1,6}\b")

SPEECH_TAG = re.compile(
    r"""(?!(?:He|She|They|We|You|It|The|This|That|These|Those|And|But|Then|There|Nobody|No|Everyone)\b)
    (?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Lady|Old|Uncle|Aunt)\.?[ ])?
    (?:I|[A-Z][\w'’-]{0,24}(?:[ ][A-Z][\w'’-]{0,24}){0,2})[ ]
    (?:[a-z]{2,16}ly[ ])?
    (?:said|asked|cried|shouted|yelled|called|replied|answered|whispered|muttered|murmured|exclaimed|screamed
      |demanded|insisted|inquired|enquired|wondered|added|began|continued|snapped|roared|says|asks
      |wanted[ ]to[ ]know|told|thought|went[ ]on|interrupted|protested|begged|urged|retorted|repeated)\b""",
    re.VERBOSE,
)
"""``Wang asked`` after a closing quote: the clause that reports the speech."""

REPORTED = re.compile(
    r"""(?![^，。！？…]{0,8}(?:[没沒](?!好气)|无人|不(?:说|答|问|回|吭|作|知)))
    [ \u3000]{0,2}[^，。！？；：、,.!?;:“”‘’「」『』…—\n]{0,16}?
    (?:(?<![没不小听据学传面])[说説說]|(?<![知味频通街赛隧铁轨人渠霸公难])道|(?<![没不访疑顾学慰])[问問]
      |喊|嚷|吼|[骂罵]|答|回应|反驳|惊呼|追问|嘟囔|嘀咕|低语|自语|大叫|尖叫|喊叫|心想|暗想|寻思|劝|解释|补充
      |表示|感慨|提醒|催促|打趣|插话|插嘴|附和|抗议|叫(?=[道嚷]|起来|了一声|出声))
    (?:道|了|了?[一两]?[声句]|起来|出[来声])?
    (?=[，。；！？,.;!?—…])""",
    re.VERBOSE,
)
"""``他喊道。`` after a closing quote reports the speech; ``他喊道：`` announces the next one."""

ATTACHED = re.compile(
    r"""[ \u3000]{0,2}(?:的(?![确士])|地(?![方上下面球区铁])|之(?![前后所])|似的
      |等(?=[，。、；！？字口话词句语标等一问])|这(?:样的|[一几两三四五六]?[句个种类声](?=[字词话口问说名称]))|那(?:样的|[一几]?[句声](?=[话喊叫问]))
      |一(?:声(?![巨枪雷炮脆])|[句词类语])|[和与及或跟](?=[“「『《])|以及|还是(?=[“「『])
      |便(?![宜利衣条民捷])|就(?![在算连像这那])|是(?!的)|为(?![了何什此])|作为|成为|[则就也不才都]是|字样|云云)""",
    re.VERBOSE,
)
"""What follows a closing quote inside its sentence: ``“加油！”的喊声``, ``“为什么？”是一个好问题``."""

AFTER_ELLIPSIS = re.compile(
    r"""(?:但|可是|可(?=[我你他她这那])|然而|不过|于是|后来|这时|那时|此时|忽然|突然|其实|所以|因此|而且|况且|如果|要是
      |我|你|您|他|她|它|咱|大家|现在|今天|明天|昨天|那天|第二天|最后|终于|这(?!样)|那(?!样|么))
    (?=[^，。！？；：、…”’」』]{3})""",
    re.VERBOSE,
)
"""Words that open a new sentence after ``……``, where three characters more follow."""
