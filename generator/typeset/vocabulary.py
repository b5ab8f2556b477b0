"""TeX's command names, by what they mean, and the words of prose that look like them."""

import re

_LETTERS = (
    "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι "
    "kappa κ lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ "
    "upsilon υ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π "
    "Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω"
)
_SYMBOLS = (
    "ell ℓ hbar ℏ infty ∞ partial ∂ nabla ∇ emptyset ∅ varnothing ∅ dots … ldots … cdots ⋯ "
    "vdots ⋮ ddots ⋱ top ⊤ bot ⊥ prime ′ star ⋆ ast ∗ bullet • dagger † ddagger ‡ Re ℜ Im ℑ "
    "aleph ℵ imath ı jmath ȷ angle ∠ triangle △ square □ diamond ⋄ checkmark ✓ degree ° "
    "langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ lVert ‖ rVert ‖ lvert | rvert | "
    "Vert ‖ vert | clubsuit ♣ heartsuit ♥ spadesuit ♠ diamondsuit ♦ flat ♭ sharp ♯ natural ♮"
)
_OPERATORS = (
    "times × cdot · pm ± mp ∓ div ÷ circ ∘ oplus ⊕ otimes ⊗ odot ⊙ ominus ⊖ cup ∪ cap ∩ "
    "setminus ∖ wedge ∧ vee ∨ land ∧ lor ∨ neg ¬ lnot ¬ leq ≤ le ≤ leqslant ≤ geq ≥ ge ≥ "
    "geqslant ≥ neq ≠ ne ≠ approx ≈ sim ∼ simeq ≃ cong ≅ equiv ≡ propto ∝ ll ≪ gg ≫ lt < gt > "
    "lesssim ≲ gtrsim ≳ prec ≺ succ ≻ preceq ⪯ succeq ⪰ in ∈ notin ∉ ni ∋ subset ⊂ supset ⊃ "
    "subseteq ⊆ supseteq ⊇ subsetneq ⊊ mid | parallel ∥ perp ⊥ to → gets ← rightarrow → "
    "leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ longrightarrow ⟶ "
    "longleftarrow ⟵ implies ⟹ iff ⟺ mapsto ↦ uparrow ↑ downarrow ↓ nearrow ↗ searrow ↘ "
    "rightleftharpoons ⇌ hookrightarrow ↪ forall ∀ exists ∃ nexists ∄ triangleq ≜ coloneqq ≔ "
    "asymp ≍ models ⊨ vdash ⊢ bowtie ⋈ colon :"
)
_BIG = "sum ∑ prod ∏ int ∫ iint ∬ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ coprod ∐"


def _pairs(table: str) -> dict[str, str]:
    words = table.split()
    return dict(zip(words[::2], words[1::2], strict=True))


GREEK = _pairs(_LETTERS)
OPERATORS = _pairs(_OPERATORS)
BIG = _pairs(_BIG)
SYMBOLS = GREEK | _pairs(_SYMBOLS) | OPERATORS | BIG
FUNCTIONS = frozenset(
    "log ln lg exp sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan min max sup inf lim "
    "limsup liminf arg argmin argmax det dim ker gcd deg hom Pr softmax poly polylog sign sgn tr "
    "rank diag supp Var Cov KL".split()
)
# The functions that TeX itself has; the others are set upright with \operatorname.
TEX_FUNCTIONS = FUNCTIONS - set(
    "argmin argmax softmax poly polylog sign sgn tr rank diag supp Var Cov KL".split()
)
ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303",
    "bar": "\u0304", "overline": "\u0305", "vec": "\u20d7", "overrightarrow": "\u20d7",
    "dot": "\u0307", "ddot": "\u0308", "check": "\u030c", "breve": "\u0306", "acute": "\u0301",
    "grave": "\u0300", "mathring": "\u030a", "underline": "\u0332", "underbar": "\u0332",
}  # fmt: skip
# Accents that are no English words, so that `hat x` may be read as one before a single letter.
BARE_ACCENTS = frozenset("hat tilde widehat widetilde vec overline".split())
ALPHABETS = frozenset(
    "mathcal mathbb mathbf mathrm mathit mathsf mathtt mathfrak mathscr boldsymbol bm pmb "
    "mathbbm mathds mathnormal".split()
)
UPRIGHT = frozenset("text textrm textnormal textup mbox hbox operatorname mathop mathrm".split())
DOUBLE_STRUCK = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))
INVISIBLE = frozenset(
    "displaystyle textstyle scriptstyle limits nolimits nonumber left right big Big bigg Bigg bigl "
    "bigr Bigl Bigr middle".split()
)
SWITCHES = frozenset("rm bf it sf tt cal em sc".split())
FRACTIONS = frozenset("frac dfrac tfrac".split())
# Commands of text and of math that take an argument, with or without what the source stripped.
MATH_COMMANDS = frozenset(ACCENTS) | ALPHABETS | FRACTIONS | {"sqrt", "operatorname", "binom"}

# Text-mode fonts: the element that shows each.
FONTS = {
    "textbf": "strong", "textit": "em", "emph": "em", "textsl": "em", "textsc": "sc",
    "texttt": "code", "underline": "em", "uline": "em", "textsf": "", "textrm": "",
    "textnormal": "", "textmd": "", "textup": "", "text": "", "mbox": "", "hbox": "",
    "textsuperscript": "sup", "textsubscript": "sub",
}  # fmt: skip
DECLARATIONS = {
    "it": "em", "em": "em", "sl": "em", "itshape": "em", "slshape": "em", "bf": "strong",
    "bfseries": "strong", "sc": "sc", "scshape": "sc", "tt": "code", "ttfamily": "code",
    "rm": "", "sf": "", "small": "", "footnotesize": "", "normalfont": "", "upshape": "",
}  # fmt: skip
# Names that lost their backslash and are still told from a word, when a brace follows.
BARE_FONTS = frozenset(FONTS) - {"underline"}
# A control character ate the first letters of a command: \t of \times, \b of \boldsymbol.
WORN = {
    "extit": "textit", "extbf": "textbf", "exttt": "texttt", "extsc": "textsc",
    "oldsymbol": "boldsymbol", "imes": "times", "ightarrow": "rightarrow", "qrt": "sqrt",
}  # fmt: skip
MACROS = {
    "eg": "e.g.", "ie": "i.e.", "Eg": "E.g.", "Ie": "I.e.", "etc": "etc.", "etal": "et al.",
    "vs": "vs.", "wrt": "w.r.t.", "aka": "a.k.a.", "cf": "cf.", "resp": "resp.", "iid": "i.i.d.",
    "dof": "d.o.f.", "TeX": "TeX", "LaTeX": "LaTeX", "BibTeX": "BibTeX", "ldots": "…",
    "dots": "…", "textellipsis": "…", "textasciitilde": "~", "textless": "<", "textgreater": ">",
    "textbar": "|", "textdegree": "°", "degree": "°", "textmu": "µ", "textendash": "–",
    "textemdash": "—", "textquotesingle": "'", "textquoteright": "’", "textquoteleft": "‘",
    "textquotedblleft": "“", "textquotedblright": "”", "texttimes": "×", "textpm": "±",
    "textcopyright": "©", "textbullet": "•", "textsection": "§", "textonehalf": "½",
    "textperiodcentered": "·", "textperthousand": "‰", "textcelsius": "°C", "textohm": "Ω",
    "textdagger": "†", "textdaggerdbl": "‡", "texteuro": "€", "textsterling": "£",
    "textordfeminine": "ª", "textordmasculine": "º", "guillemotleft": "«", "guillemotright": "»",
    "textunderscore": "_", "textregistered": "®", "texttrademark": "™", "copyright": "©",
    "pounds": "£", "euro": "€", "textdollar": "$", "textpercent": "%", "slash": "/",
    "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ",
    "OE": "Œ", "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "dj": "đ",
    "DJ": "Đ", "th": "þ", "TH": "Þ", "ng": "ŋ", "S": "§", "P": "¶", "xspace": "", "noindent": "",
    "newline": " ", "par": " ", "quad": " ", "qquad": " ", "smallskip": " ", "bigskip": " ",
    "centering": "", "protect": "", "relax": "", "enspace": " ", "thinspace": " ", "space": " ",
}  # fmt: skip
TEXT_ACCENTS = {
    "'": "\u0301", "`": "\u0300", '"': "\u0308", "^": "\u0302", "~": "\u0303", "=": "\u0304",
    ".": "\u0307", "c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "k": "\u0328",
    "r": "\u030a", "d": "\u0323", "b": "\u0331",
}  # fmt: skip

# Formulas of substances, in which a bare underscore lowers a digit.
CHEMICAL = frozenset("CO NO SO CH NH PM SiO TiO".split())

# Words of no language that TeX stripped of its backslash leaves behind, wherever they stand.
ARROWS = frozenset(
    "rightarrow leftarrow leftrightarrow Rightarrow Leftarrow Leftrightarrow longrightarrow "
    "longleftarrow mapsto uparrow downarrow nearrow searrow ightarrow".split()
)
UNMISTAKABLE = ARROWS | frozenset(
    "varphi varepsilon vartheta varrho varsigma infty leq geq neq leqslant geqslant subseteq "
    "supseteq simeq cdot lesssim gtrsim otimes oplus odot forall nabla ldots cdots setminus".split()
)
# Greek names that hardly occur in such prose but as a symbol; the others need more evidence.
RARE_GREEK = frozenset("epsilon theta mu nu xi rho tau psi zeta".split())
# Before these, too: Kendall's coefficient, pounds a square inch.
NAMED_BEFORE = frozenset("spearman kendall pearson cohen anti spearman's kendall's".split())
# After these words a Greek name is the symbol of a quantity.
CUES = frozenset(
    "parameter parameters hyperparameter hyperparameters hyper-parameter coefficient threshold "
    "ratio rate temperature factor exponent radius budget constant weight level size variance "
    "probability angle scalar penalty multiplier tolerance precision accuracy".split()
)
# Beside these words a Greek name is a name: waves, proteins, rays, versions, functions.
NAMED_AFTER = frozenset(
    "protein proteins pet pathology tangles amyloid wave waves band bands rhythm rhythms "
    "oscillation oscillations power bench channel channels matting map maps mask masks version "
    "release test testing tester testers function functions calculus expression expressions "
    "correction ray rays distribution distributions variant variants strain cell cells particle "
    "particles decay opioid receptor receptors coefficient rank correlation burst bursts meson "
    "neutrino neutrinos lepton leptons s and".split()
)
# Symbols that a script may stand for, or be under, though they lost their backslash.
SCRIPTED_BARE = frozenset("ell hbar nabla partial infty".split())
SCRIPTS_BARE = frozenset(GREEK) | {"infty", "ell"}
SUPERSCRIPTS_BARE = SCRIPTS_BARE | frozenset("prime circ top star ast dagger perp".split())
FUNCTIONS_BARE = frozenset("log argmax argmin lim sup inf".split())
UNITS = frozenset(
    "x times k K M B T G GB MB TB KB ms s h m cm mm km nm W Hz kHz MHz GHz FPS fps dB pp bn mn "
    "hours days years tokens parameters".split()
)
_MAY_JOIN = sorted(
    (
        name
        for name in {*SYMBOLS, *MATH_COMMANDS, "left", "right", "log", "text", "sqrt"}
        if len(name) > 3 or name in ("Phi", "Psi", "phi", "psi", "rho", "sum", "log", "leq", "geq")
    ),
    key=len,
    reverse=True,
)
_NAME = "|".join(name for name in _MAY_JOIN if name not in ("prime", "star", "mathop", "check"))
_JOINED = re.compile(rf"(?:{_NAME})(?:{_NAME})+|[A-Za-z](?:{_NAME})(?=[({{_^])")
# A command in the middle of a name: Vistamathcal{DPO}.
_TAIL = re.compile(
    r"([A-Za-z]{2,30}?)"
    r"(mathcal|mathbb|mathbf|mathrm|mathsf|boldsymbol|textit|textbf|texttt|textsc)"
)
_PART = re.compile(rf"{_NAME}|.")


def joined_names(word: str, after: str) -> list[str]:
    """The command names that run together in a word, or the word alone.

    A single letter may lead where what comes after the word shows that it is math.
    """
    tail = _TAIL.fullmatch(word) if after == "{" else None
    if tail is not None:
        return [tail[1], tail[2]]
    if not 4 <= len(word) <= 40 or word in SYMBOLS or word in MATH_COMMANDS:
        return [word]
    match = _JOINED.match(word + after)
    return _PART.findall(word) if match is not None and match.end() == len(word) else [word]
