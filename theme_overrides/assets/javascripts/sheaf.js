/* What a reader's browser adds: a reading list, marks on what is new, orders, keys, and addresses to copy.

   Pages read fully without it; every control it serves is made here. What it keeps stays in this
   browser, under names that carry the site's base path and the version of their form. */
;(() => {
  "use strict"

  const settings = JSON.parse(document.getElementById("__config").textContent)
  const root = new URL(settings.base.replace(/\/?$/, "/"), location.href)
  const VERSION = 1
  const ID = /^[a-z0-9](?:[a-z0-9.-]{0,118}[a-z0-9])?$/
  const STAR = "M12 3.6l2.6 5.3 5.8.8-4.2 4.1 1 5.8-5.2-2.7-5.2 2.7 1-5.8-4.2-4.1 5.8-.8z"
  const MOST = 5000
  const most = `it holds ${MOST.toLocaleString("en")} papers`
  const AT_ONCE = 8

  const key = (name) => `sheaf:${root.pathname}:${name}:v${VERSION}`

  /** What is kept under a name; where it cannot be read, as if nothing were. */
  function kept(name, otherwise, area = "localStorage") {
    try {
      return JSON.parse(window[area].getItem(key(name))) ?? otherwise
    } catch {
      return otherwise
    }
  }

  /** Whether it could be kept: storage may be full or forbidden. */
  function keep(name, value, area = "localStorage") {
    try {
      window[area].setItem(key(name), JSON.stringify(value))
      return true
    } catch {
      return false
    }
  }

  function make(name, attributes = {}, ...inside) {
    const element = document.createElement(name)
    for (const [attribute, value] of Object.entries(attributes)) {
      if (attribute === "onclick") element.addEventListener("click", value)
      else element.setAttribute(attribute, value)
    }
    element.append(...inside)
    return element
  }

  /** Text as a file that the browser saves. */
  function save(text, type, name) {
    const url = URL.createObjectURL(new Blob([text], { type }))
    make("a", { href: url, download: name }).click()
    setTimeout(() => URL.revokeObjectURL(url), 1000)
  }

  const textOf = (element) => element.innerText.replace(/\s+/g, " ").trim()
  const cards = () => [...document.querySelectorAll(".sheaf-card")].filter((c) => c.offsetParent)

  // Telling what happened, to those who see and those who listen.
  const told = make("p", { class: "sheaf-told", role: "status" })
  let hush
  function tell(message) {
    told.textContent = message
    clearTimeout(hush)
    hush = setTimeout(() => (told.textContent = ""), 4000)
  }

  // ---- The reading list --------------------------------------------------------------------

  /** The papers of a list that are whole; anything else in it is left out. */
  function whole(papers) {
    if (!Array.isArray(papers)) return []
    const seen = new Set()
    return papers
      .filter(
        (paper) =>
          paper &&
          typeof paper.id === "string" &&
          ID.test(paper.id) &&
          typeof paper.title === "string" &&
          paper.title.trim() &&
          !seen.has(paper.id) &&
          seen.add(paper.id),
      )
      .map(({ id, title }) => ({ id, title: title.slice(0, 1000) }))
  }

  const list = () => whole(kept("reading-list", []))
  const address = (id) => new URL(`papers/${id}/`, root).href

  function star(paper) {
    const papers = list()
    const left = papers.filter((other) => other.id !== paper.id)
    const starred = left.length === papers.length
    if (starred && papers.length >= MOST) return tell(`Your reading list is full: ${most}.`)
    if (starred) left.unshift(paper)
    if (!keep("reading-list", left)) return tell("This browser does not let the list be kept.")
    tell(starred ? "Added to your reading list" : "Taken off your reading list")
    show()
  }

  function starOf(paper) {
    const button = make("button", { type: "button", class: "sheaf-star", "data-id": paper.id })
    button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${STAR}"/></svg>`
    button.setAttribute("aria-label", `Star: ${paper.title}`)
    button.title = "Keep in your reading list (s)"
    button.addEventListener("click", () => star(paper))
    return button
  }

  function addStars() {
    for (const card of document.querySelectorAll(".sheaf-card")) {
      const heading = card.querySelector("h3")
      heading.after(starOf({ id: card.id, title: textOf(heading) }))
    }
    const own = document.querySelector("[data-paper]")
    if (own) {
      const title = textOf(document.getElementById("title"))
      const mine = make("div", { class: "sheaf-own" }, starOf({ id: own.dataset.paper, title }))
      document.getElementById("title").after(mine)
    }
  }

  /** Every star, and the page of the list, as the list is now. */
  function show() {
    const papers = list()
    const starred = new Set(papers.map((paper) => paper.id))
    for (const button of document.querySelectorAll(".sheaf-star")) {
      button.setAttribute("aria-pressed", starred.has(button.dataset.id))
    }
    const place = document.getElementById("sheaf-reading-list")
    if (place) showList(place, papers)
  }

  function showList(place, papers) {
    const file = make("input", { type: "file", accept: "application/json,.json", class: "sheaf-file" })
    file.setAttribute("aria-label", "A reading list to import")
    file.addEventListener("change", async () => {
      if (file.files[0]) await take(file.files[0])
      file.value = "" // So that the same file, mended, can be taken again.
    })
    const tools = make(
      "div",
      { class: "sheaf-tools" },
      make("button", { type: "button", onclick: give, ...(papers.length ? {} : { disabled: "" }) }, "Export"),
      make("button", { type: "button", onclick: giveBibtex, ...(papers.length ? {} : { disabled: "" }) }, "BibTeX"),
      make("button", { type: "button", onclick: () => file.click() }, "Import"),
      file,
    )
    const rows = papers.map((paper) =>
      make(
        "li",
        {},
        make("a", { href: address(paper.id) }, paper.title),
        make(
          "button",
          { type: "button", "aria-label": `Remove: ${paper.title}`, onclick: () => star(paper) },
          "Remove",
        ),
      ),
    )
    place.replaceChildren(
      tools,
      papers.length
        ? make("ol", { class: "sheaf-titles sheaf-kept" }, ...rows)
        : make("p", { class: "sheaf-empty" }, "Nothing yet. The star beside a title puts the paper here."),
    )
  }

  function give() {
    const papers = list().map((paper) => ({ ...paper, url: address(paper.id) }))
    const text = JSON.stringify({ sheaf: "reading-list", version: VERSION, papers }, null, 2)
    save(`${text}\n`, "application/json", "reading-list.json")
  }

  /** The BibTeX of one paper, or null where there is none, as of a withdrawn one. */
  async function bibtexOf(paper) {
    const answer = await fetch(`${address(paper.id)}cite.bib`)
    if (answer.status === 404) return null
    if (!answer.ok) throw new Error(answer.status)
    return answer.text()
  }

  async function giveBibtex(event) {
    const button = event.currentTarget
    const papers = list()
    const found = []
    button.disabled = true
    try {
      for (let at = 0; at < papers.length; at += AT_ONCE) {
        found.push(...(await Promise.all(papers.slice(at, at + AT_ONCE).map(bibtexOf))))
        if (found.length < papers.length) tell(`${found.length} of ${papers.length} papers`)
      }
    } catch {
      return tell("The BibTeX could not be fetched. Are you online?")
    } finally {
      button.disabled = false
    }
    // Two ids that lead to one paper have the same entry.
    const entries = [...new Set(found.filter((entry) => entry !== null))]
    if (entries.length) save(entries.join("\n"), "application/x-bibtex", "reading-list.bib")
    const missing = found.filter((entry) => entry === null).length
    tell(missing ? `${missing} of ${papers.length} papers have no BibTeX any more` : "BibTeX exported")
  }

  async function take(file) {
    let given
    try {
      given = file.size < 5e6 ? JSON.parse(await file.text()) : null
    } catch {
      given = null
    }
    if (!given || given.sheaf !== "reading-list" || given.version !== VERSION) {
      return tell("That file is not a reading list.")
    }
    const before = list()
    const unknown = whole([...before, ...whole(given.papers)]).slice(before.length)
    const added = unknown.slice(0, Math.max(0, MOST - before.length))
    if (!keep("reading-list", [...before, ...added])) {
      return tell("This browser does not let the list be kept.")
    }
    show()
    const left = unknown.length - added.length
    const full = left ? `; ${left} left out, since the list is full: ${most}` : ""
    tell(`${added.length === 1 ? "1 paper" : `${added.length} papers`} added${full}`)
  }

  // ---- New since the last visit ------------------------------------------------------------

  /** A visit is a tab's session. No clock: what counts is the newest paper the last one saw. */
  function markNew() {
    const days = [...document.querySelectorAll("[data-added]")].map((e) => e.dataset.added)
    const newest = kept("newest", "")
    const before = kept("before", null, "sessionStorage") ?? newest
    keep("before", before, "sessionStorage")
    const seen = days.reduce((one, other) => (one > other ? one : other), newest)
    if (seen !== newest) keep("newest", seen)
    if (!before) return
    for (const card of document.querySelectorAll(".sheaf-card")) {
      if (card.dataset.added > before) {
        const mark = make("span", { class: "sheaf-new" }, "New")
        mark.title = "Added since your last visit"
        card.append(mark)
      }
    }
  }

  // ---- Orders of a day ---------------------------------------------------------------------

  const by = (name) => (one, other) => (other.dataset[name] ?? -1) - (one.dataset[name] ?? -1)
  const ORDERS = {
    source: () => 0,
    upvotes: by("upvotes"),
    comments: by("comments"),
    title: (one, other) => titleOf(one).localeCompare(titleOf(other), "en", { numeric: true }),
  }
  const NUMBERS = ["upvotes", "comments"]
  const titleOf = (card) => textOf(card.querySelector("h3"))

  function addOrders() {
    for (const place of document.querySelectorAll(".sheaf-order")) {
      const group = place.closest("section").querySelector(".sheaf-cards")
      const given = [...group.children]
      const known = (name) => !NUMBERS.includes(name) || given.some((card) => name in card.dataset)
      const names = Object.keys(ORDERS).filter(known)
      const select = make("select", {}, ...names.map((name) => make("option", {}, name)))
      select.addEventListener("change", () => {
        group.append(...[...given].sort(ORDERS[select.value]))
        tell(`Ordered by ${select.value}`)
      })
      place.append(make("label", {}, "Order by ", select))
    }
  }

  // ---- Addresses to copy ---------------------------------------------------------------------

  const SHEETS = "M8 8V4h12v12h-4M4 8h12v12H4z"

  function addCopies() {
    for (const link of document.querySelectorAll("a[data-copied]")) {
      const button = make("button", { type: "button", class: "sheaf-copy" })
      button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${SHEETS}"/></svg>`
      button.setAttribute("aria-label", `Copy the address: ${link.dataset.copied}`)
      button.title = "Copy the address"
      button.addEventListener("click", () => copy(link.href))
      link.after(button)
    }
  }

  async function copy(text, name = text) {
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      // Where the page did not come over HTTPS there is no clipboard but this one.
      const field = make("textarea", { class: "sheaf-file", readonly: "" })
      field.value = text
      document.body.append(field)
      field.select()
      const copied = document.execCommand("copy")
      field.remove()
      if (!copied) return tell("This browser does not let it be copied.")
    }
    tell(`Copied: ${name}`)
  }

  // ---- Citations ---------------------------------------------------------------------------

  function addTakers() {
    for (const source of document.querySelectorAll(".sheaf-source pre")) {
      const name = source.getAttribute("aria-label")
      const file = source.dataset.file
      const button = (does, onclick) =>
        make("button", { type: "button", "aria-label": `${does} ${name}`, onclick }, does)
      const takers = make("div", { class: "sheaf-takers" }, button("Copy", () => copy(source.textContent, name)))
      if (file) takers.append(button("Download", () => save(source.textContent, "text/plain", file)))
      source.before(takers)
    }
  }

  // ---- Suggesting a correction --------------------------------------------------------------

  const suggestLink = document.querySelector(".sheaf-suggest-link")
  const FIELDS = ["title", "abstract", "published", "authors", "author_count", "organization", "arxiv", "doi", "comment", "links"]
  const spaced = (text) => text.replace(/\s+/g, " ").trim()
  const listed = (text) => text.split(/[;,\n]/).map(spaced).filter(Boolean)

  /** What the page says of each field, as it is written in the record. */
  function known() {
    const held = suggestLink.dataset
    const shown = (selector) => textOf(document.querySelector(selector) ?? make("p"))
    return {
      title: held.title ?? shown("#title"),
      abstract: held.abstract ?? shown(".sheaf-abstract:not(.sheaf-empty) p"),
      published: held.published ?? "",
      authors: (held.authors ?? "").split("; ").join("\n"),
      author_count: held.authorCount ?? "",
      organization: held.organization ?? "",
      arxiv: held.arxiv ?? "",
      doi: held.doi ?? "",
      comment: held.comment ?? "",
      links: (held.links ?? "").split(" ").join("\n"),
      tags: held.tags ?? "",
    }
  }

  const isDay = (text) => {
    const day = /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`)
    return day && !isNaN(day) && day.toISOString().startsWith(text)
  }

  /** What is wrong with a value, in the words of `check`; nothing where nothing is. */
  function fault(rules, name, value, before) {
    if (name === "reason") return value ? "" : "is missing: say how you know"
    if (value.length && new RegExp(rules.unseen, "u").test(value)) return "holds characters that nobody can see"
    if (!value) return name === "title" && before ? "is empty; every paper has a title" : ""
    const odd = {
      title: () => value.includes("\n") && "must stand on one line",
      published: () => !isDay(value) && `'${value}' is not a date (YYYY-MM-DD)`,
      author_count: () => !/^\d+$/.test(value) && `'${value}' is not a whole number`,
      arxiv: () =>
        !new RegExp(rules.arxiv).test(value) && `'${value}' is not an arXiv id (such as 2504.11749, without a version)`,
      links: () => {
        const bad = value.split(/\s+/).find((address) => !/^https?:\/\/\S+$/.test(address))
        return bad && `'${bad}' is not an address that begins with http:// or https://`
      },
      tags: () => {
        const bad = listed(value).find((tag) => !slugOf(rules, tag))
        return bad && `there is no tag '${bad}'`
      },
    }
    return (odd[name] && odd[name]()) || ""
  }

  function slugOf(rules, tag) {
    const found = rules.tags.find((names) => names.some((name) => name.toLowerCase() === tag.toLowerCase()))
    return found && found[1]
  }

  /** The parts of the form that differ from what is known, as the form wants them. */
  function changed(rules, before, now) {
    const parts = {}
    for (const name of FIELDS) {
      if (spaced(now[name]) !== spaced(before[name])) parts[name] = now[name] || rules.nothing
    }
    const [had, has] = [before.tags, now.tags].map((tags) => listed(tags).map((tag) => slugOf(rules, tag) ?? tag))
    const added = has.filter((tag) => !had.includes(tag))
    const removed = had.filter((tag) => !has.includes(tag))
    if (added.length) parts.add_tags = added.join(", ")
    if (removed.length) parts.remove_tags = removed.join(", ")
    return parts
  }

  /** The form's address with as many of its parts as fit, and the names of those that do not. */
  function filled(rules, parts) {
    const address = new URL(suggestLink.href)
    const left = []
    for (const [name, value] of Object.entries(parts).sort((a, b) => a[1].length - b[1].length)) {
      address.searchParams.set(name, value)
      if (address.href.length > rules.most) {
        address.searchParams.delete(name)
        left.push(name)
      }
    }
    return [address.href, left]
  }

  async function suggest() {
    const rules = await (await fetch(new URL("changes/form.json", root))).json()
    const before = known()
    const names = [...FIELDS, "tags", "reason"]
    const labels = { ...rules.labels, tags: "Tags" }
    const inputs = {}
    const faults = {}
    const rows = names.map((name) => {
      const long = rules.several.includes(name)
      const input = make(long ? "textarea" : "input", { id: `sheaf-of-${name}`, "aria-describedby": `sheaf-on-${name}` })
      if (long) input.rows = name === "abstract" ? 7 : 2
      input.value = before[name] ?? ""
      inputs[name] = input
      faults[name] = make("p", { id: `sheaf-on-${name}`, class: "sheaf-fault" })
      return make("div", {}, make("label", { for: input.id }, labels[name]), input, faults[name])
    })
    const difference = make("dl", { class: "sheaf-difference" })
    const rest = make("div", {})
    const status = make("p", { role: "status", class: "sheaf-note" })
    const go = make("a", { class: "sheaf-go", target: "_blank", rel: "noopener" }, "Continue on GitHub")
    const dialog = make(
      "dialog",
      { class: "sheaf-help sheaf-suggest md-typeset", "aria-labelledby": "sheaf-suggest-title" },
      make("h2", { id: "sheaf-suggest-title" }, "Suggest a correction"),
      make("p", { class: "sheaf-note" }, "Change what is wrong. Empty a field whose right value you do not know."),
      ...rows,
      make("h2", {}, "What you change"),
      difference,
      rest,
      status,
      make("div", { class: "sheaf-tools" }, go, make("button", { type: "button", onclick: () => dialog.close() }, "Close")),
    )

    function look() {
      const now = Object.fromEntries(names.map((name) => [name, inputs[name].value.trim()]))
      const wrong = names.filter((name) => {
        const said = fault(rules, name, now[name], before[name])
        const untouched = name === "reason" && !dialog.dataset.tried
        faults[name].textContent = said && !untouched ? `${labels[name]}: ${said}` : ""
        inputs[name].setAttribute("aria-invalid", Boolean(said) && !untouched)
        return said
      })
      const parts = changed(rules, before, now)
      difference.replaceChildren(
        ...FIELDS.concat("tags")
          .filter((name) => (name === "tags" ? parts.add_tags || parts.remove_tags : name in parts))
          .map((name) =>
            make("div", {}, make("dt", {}, labels[name]), make("dd", {}, make("del", {}, before[name]), " ", make("ins", {}, now[name]))),
          ),
      )
      const some = Object.keys(parts).length > 0
      const [address, left] = filled(rules, { ...parts, ...(now.reason && { reason: now.reason }) })
      rest.replaceChildren(
        ...left.map((name) =>
          make(
            "div",
            {},
            make("p", {}, `${labels[name]} is too long for an address. Copy it, and paste it below “${labels[name]}” on the page that opens:`),
            make("textarea", { readonly: "", rows: 4, "aria-label": `${labels[name]}, to copy` }, parts[name] ?? now.reason),
          ),
        ),
      )
      status.textContent = some ? "" : "Nothing is changed yet."
      if (some && !wrong.length) go.href = address
      else go.removeAttribute("href")
      return { wrong, some }
    }

    go.addEventListener("click", () => {
      dialog.dataset.tried = "yes"
      const { wrong, some } = look()
      if (wrong.length) inputs[wrong[0]].focus()
      else if (!some) inputs.title.focus()
    })
    go.tabIndex = 0
    go.setAttribute("role", "link")
    go.addEventListener("keydown", (event) => event.key === "Enter" && !go.href && go.click())
    dialog.addEventListener("input", look)
    dialog.addEventListener("close", () => dialog.remove())
    document.body.append(dialog)
    look()
    dialog.showModal()
  }

  /** A file that is not there yet begins with what can be written into it. */
  function template() {
    const { title } = known()
    const day = new Date().toISOString().slice(0, 10)
    return [
      "# yaml-language-server: $schema=../schema/corrections.json",
      `# Corrections of: ${title}`,
      `- on: ${day}`,
      "  by: your-name",
      "  reason: how you know",
      "  set:",
      "    title: the right title",
      "    # published: 2025-10-30",
      "    # authors: [First Author, Second Author]",
      "  # clear: [published]",
      "  # tags: {add: [], remove: []}",
      "",
    ].join("\n")
  }

  function addSuggesting() {
    if (!suggestLink) return
    suggestLink.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      // Should the rules not come, the plain form is there.
      suggest().catch(() => location.assign(suggestLink.href))
    })
    const file = new URL(document.querySelector(".sheaf-file-link").href)
    if (file.searchParams.has("filename")) {
      file.searchParams.set("value", template())
      document.querySelector(".sheaf-file-link").href = file.href
    }
  }

  // ---- Keys --------------------------------------------------------------------------------

  const HELP = [
    ["j / k", "the next or the previous paper"],
    ["o", "open the paper"],
    ["x", "unfold or fold its abstract"],
    ["s", "star it, or take its star away"],
    ["/", "search"],
    ["?", "this help"],
  ]
  let at = -1

  function step(by) {
    const all = cards()
    if (!all.length) return
    const inside = all.findIndex((card) => card.contains(document.activeElement))
    at = Math.min(Math.max((inside < 0 ? at : inside) + by, 0), all.length - 1)
    const link = all[at].querySelector("h3 a")
    link.focus({ preventScroll: true })
    all[at].scrollIntoView({ block: "nearest" })
  }

  const current = () => document.activeElement?.closest?.(".sheaf-card") ?? null

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    o: () => current()?.querySelector("h3 a").click(),
    x: () => {
      const more = current()?.querySelector("details")
      if (more) more.open = !more.open
    },
    s: () => (current() ?? document.querySelector(".sheaf-own"))?.querySelector(".sheaf-star")?.click(),
    "?": () => help.showModal(),
  }

  const single = make("input", { type: "checkbox" })
  single.checked = kept("keys", true)
  single.addEventListener("change", () => keep("keys", single.checked))
  const help = make(
    "dialog",
    { class: "sheaf-help md-typeset", "aria-labelledby": "sheaf-help-title" },
    make("h2", { id: "sheaf-help-title" }, "Keys"),
    make(
      "dl",
      {},
      ...HELP.flatMap(([name, does]) => [make("dt", {}, make("kbd", {}, name)), make("dd", {}, does)]),
    ),
    make("label", {}, single, " Keys are on"),
    make("form", { method: "dialog" }, make("button", {}, "Close")),
  )

  const types = (element) =>
    element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)

  // Before Material, which gives `s` to its search.
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return
      if (types(event.target) || !Object.hasOwn(KEYS, event.key)) return
      if (!single.checked && event.key !== "?") return
      event.preventDefault()
      event.stopImmediatePropagation()
      KEYS[event.key]()
    },
    true,
  )

  // ---- Searching ---------------------------------------------------------------------------

  /** Material looks only once a key goes up; text is also pasted, dictated and dropped. */
  function answerAllInput() {
    const query = document.querySelector(".md-search__input")
    query?.addEventListener("input", () => query.dispatchEvent(new KeyboardEvent("keyup")))
  }

  // ---- What the page gets ------------------------------------------------------------------

  document.body.append(told, help)
  const foot = document.querySelector(".sheaf-footer nav")
  if (foot) {
    foot.append(
      make("button", { type: "button", class: "sheaf-keys", onclick: () => help.showModal() }, "Keys"),
    )
  }
  addStars()
  addOrders()
  addTakers()
  addCopies()
  addSuggesting()
  answerAllInput()
  markNew()
  show()
  window.addEventListener("storage", (event) => event.key === key("reading-list") && show())
})()
