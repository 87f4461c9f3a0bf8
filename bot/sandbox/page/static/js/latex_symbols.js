/** The symbols of formulas: what LaTeX calls them, and the characters that they become. */

const table = (words) => new Map(words.trim().split(/\s+/).map((pair) => /** @type {[string, string]} */ (pair.split("="))));
const names = (words) => new Set(words.trim().split(/\s+/));

/** Letters and what stands like one. */
export const LETTERS = table(`
  alpha=α beta=β gamma=γ delta=δ epsilon=ϵ varepsilon=ε zeta=ζ eta=η theta=θ vartheta=ϑ iota=ι kappa=κ lambda=λ mu=μ nu=ν xi=ξ
  omicron=ο pi=π varpi=ϖ rho=ρ varrho=ϱ sigma=σ varsigma=ς tau=τ upsilon=υ phi=ϕ varphi=φ chi=χ psi=ψ omega=ω imath=ı jmath=ȷ ell=ℓ
`);
export const UPRIGHT = table(`
  Gamma=Γ Delta=Δ Theta=Θ Lambda=Λ Xi=Ξ Pi=Π Sigma=Σ Upsilon=Υ Phi=Φ Psi=Ψ Omega=Ω infty=∞ partial=∂ nabla=∇ hbar=ℏ Re=ℜ Im=ℑ aleph=ℵ
  emptyset=∅ varnothing=∅ degree=° angle=∠ triangle=△ square=□ prime=′ ldots=… dots=… dotsc=… cdots=⋯ dotsb=⋯ vdots=⋮ ddots=⋱ top=⊤ bot=⊥
`);

/** Operators and relations. */
export const OPERATORS = table(`
  pm=± mp=∓ times=× div=÷ cdot=⋅ ast=∗ star=⋆ circ=∘ bullet=• oplus=⊕ ominus=⊖ otimes=⊗ odot=⊙ wedge=∧ land=∧ vee=∨ lor=∨ neg=¬ lnot=¬
  cap=∩ cup=∪ setminus=∖ backslash=∖ leq=≤ le=≤ leqslant=⩽ geq=≥ ge=≥ geqslant=⩾ lt=< gt=> neq=≠ ne=≠ ll=≪ gg=≫ approx=≈ equiv=≡ sim=∼
  simeq=≃ cong=≅ propto=∝ in=∈ notin=∉ ni=∋ subset=⊂ supset=⊃ subseteq=⊆ supseteq=⊇ forall=∀ exists=∃ nexists=∄ perp=⟂ parallel=∥ mid=∣
  nmid=∤ to=→ rightarrow=→ leftarrow=← gets=← leftrightarrow=↔ Rightarrow=⇒ implies=⟹ Leftarrow=⇐ Leftrightarrow=⇔ iff=⟺ longrightarrow=⟶
  Longrightarrow=⟹ mapsto=↦ uparrow=↑ downarrow=↓ rightleftharpoons=⇌ therefore=∴ because=∵ colon=: vdash=⊢ models=⊨
`);
/** What is typed as it is. */
export const TYPED = new Map([..."+/=<>()[]|,;:!", ...OPERATORS.values()].map((sign) => [sign, sign]));
for (const [typed, sign] of ["-−", "*∗", "'′"]) TYPED.set(typed, sign);

/** Big ones; the limits of the first stand above and below. */
export const SUMS = table("sum=∑ prod=∏ coprod=∐ bigcup=⋃ bigcap=⋂ bigoplus=⨁ bigotimes=⨂ bigvee=⋁ bigwedge=⋀");
export const INTEGRALS = table("int=∫ iint=∬ iiint=∭ oint=∮");

/** Brackets by their commands. */
export const BRACKETS = table(
  "langle=⟨ rangle=⟩ lfloor=⌊ rfloor=⌋ lceil=⌈ rceil=⌉ lvert=| rvert=| vert=| lVert=‖ rVert=‖ Vert=‖ lbrace={ rbrace=} lbrack=[ rbrack=] {={ }=} |=‖",
);

export const FUNCTIONS = names(`
  sin cos tan tg cot ctg sec csc arcsin arccos arctan arctg arcctg sinh cosh tanh sh ch th coth exp log ln lg deg dim ker arg hom rank sgn
`);
/** Functions whose index stands below them. */
export const LIMITS = names("lim limsup liminf max min sup inf det gcd Pr argmax argmin");

/** Marks over what follows: those for one letter, and those that grow; marks below. */
export const ACCENTS = table("vec=→ hat=^ bar=¯ tilde=~ dot=˙ ddot=¨ check=ˇ");
export const OVER = table("overline=‾ widehat=^ widetilde=~ overrightarrow=→ overleftarrow=← overbrace=⏞");
export const UNDER = table("underline=_ underbrace=⏟");

/** Widths in em. */
export const SPACES = new Map([
  [",", 0.17], [":", 0.22], [">", 0.22], [";", 0.28], ["!", -0.17], [" ", 0.25], ["\n", 0.25], ["quad", 1], ["qquad", 2], ["enspace", 0.5], ["thinspace", 0.17],
]);

/** Said about looks, and left out. */
export const SILENT = names(`
  displaystyle textstyle scriptstyle limits nolimits nonumber notag big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm
`);

/** Commands whose argument is written upright, and the element for it. */
export const WORDS = table("text=mtext textrm=mtext textit=mtext textbf=mtext mbox=mtext operatorname=mo mathrm=mi mathsf=mi mathtt=mi");
export const BOLD = names("mathbf boldsymbol bm");

/** Letters of other shapes, as far as fonts have them. */
const SCRIPT = table("B=ℬ E=ℰ F=ℱ H=ℋ I=ℐ L=ℒ M=ℳ R=ℛ");
export const SHAPES = new Map([["mathbb", table("C=ℂ H=ℍ N=ℕ P=ℙ Q=ℚ R=ℝ Z=ℤ")], ["mathcal", SCRIPT], ["mathscr", SCRIPT]]);

/** Environments: the brackets around their rows, and how their cells stand. */
export const GRIDS = new Map([
  ...["matrix  ", "smallmatrix  ", "pmatrix ( )", "bmatrix [ ]", "vmatrix | |", "Vmatrix ‖ ‖", "Bmatrix { }", "gathered  ", "gather  ", "gather*  ", "equation  ", "equation*  "].map(
    (each) => /** @type {[string, string[]]} */ ([each.split(" ")[0], [...each.split(" ").slice(1), "centred"]]),
  ),
  ["cases", ["{", "", "lefts"]], ["array", ["", "", "lefts"]],
  ["aligned", ["", "", "aligned"]], ["align", ["", "", "aligned"]], ["align*", ["", "", "aligned"]], ["split", ["", "", "aligned"]],
]);
