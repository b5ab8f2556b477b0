/* Material's search worker, with two things around it.

   Before: a query is words. What lunr would read as syntax (: ^ ~ + - * ") becomes a space, so that
   pasting a title finds the paper; an address of a paper becomes its arXiv id. After: papers whose title is the query come first, then those
   whose title begins with it, then those whose title has all its words. A query that is a tag's
   name, or the beginning of one, offers the tag's page. Of an abstract a result shows what was found.

   The page passes the name of Material's worker behind the question mark. */
"use strict"

const QUERY = 2
const RESULT = 3
// An arXiv id as people paste it: with its address or without, with its version or without.
const ARXIV = /^(?:https?:\/\/[\w.]+\/[\w/]*\/|arxiv:\s*)?(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?\/?$/i
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"' }

let titles = new Map()
let tags = []
let asked = ""

/** The text of a title from the index, which is HTML. */
function textOf(html) {
  return html
    .replace(/<[^>]*>/g, "")
    .replace(/&(amp|lt|gt|quot);/g, (_, name) => ENTITIES[name])
}

/** Letters, marks and digits only, so that spelling out or leaving out punctuation does not matter. */
function wordsOf(text) {
  return text.normalize("NFKC").toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) || []
}

/** A query as words of the index: a point before a digit divides nothing, a sign of Chinese is one. */
function queryOf(text) {
  const arxiv = text.trim().match(ARXIV)
  if (arxiv) return arxiv[1]
  const word = /[\p{L}\p{M}\p{N}]+(?:\.(?=\p{N})[\p{L}\p{M}\p{N}]+)*/gu
  const alone = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/g
  return (text.normalize("NFKC").toLowerCase().replace(alone, " $& ").match(word) || []).join(" ")
}

/** How well a title answers what was asked; less is better. */
function distance(location) {
  const title = titles.get(location)
  const words = wordsOf(asked)
  if (!title || !words.length) return 4
  const wanted = words.join("")
  if (title.joined === wanted) return 0
  if (title.joined.startsWith(wanted)) return 1
  if (words.every((word) => title.words.has(word))) return 2
  return words.every((word) => title.joined.includes(word)) ? 3 : 4
}

/** The text as HTML that shows it. */
function htmlOf(text) {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

/** The tags that a query names, each as a result like those of Material; the largest first. */
function tagResults() {
  const wanted = wordsOf(asked).join("")
  if (wanted.length < 3) return []
  return tags
    .map((tag) => ({ ...tag, exact: tag.names.includes(wanted) }))
    .filter((tag) => tag.exact || tag.names.some((name) => name.startsWith(wanted)))
    .sort((one, other) => other.exact - one.exact || other.papers - one.papers)
    .slice(0, 2)
    .map(({ slug, name, papers }) => [
      {
        location: `tags/${slug}/`,
        title: htmlOf(name),
        text: `<p>The tag's page: ${papers} ${papers === 1 ? "paper" : "papers"}</p>`,
        tags: ["Tag"],
        score: 0,
        terms: {},
      },
    ])
}

/** A result's text from shortly before the first word that was found; the style sheet cuts its end. */
function excerpt(html) {
  return html.replace(/<p>([^<]{120,})(?=<mark>)/g, (_, before) => {
    return `<p>… ${before.slice(before.lastIndexOf(" ", before.length - 40) + 1)}`
  })
}

self.addEventListener("message", (event) => {
  const message = event.data
  if (message.data && message.data.docs) {
    titles = new Map(
      message.data.docs.map((entry) => {
        const words = wordsOf(textOf(entry.title))
        return [entry.location, { words: new Set(words), joined: words.join("") }]
      }),
    )
  } else if (message.type === QUERY && !message.cleaned) {
    event.stopImmediatePropagation()
    asked = message.data
    const data = queryOf(message.data)
    self.dispatchEvent(new MessageEvent("message", { data: { type: QUERY, data, cleaned: true } }))
  }
})

const post = self.postMessage.bind(self)
self.postMessage = (message) => {
  if (message.type === RESULT && message.data && message.data.items) {
    const papers = message.data.items
      .map((item, index) => ({ item, index, far: distance(item[0].location) }))
      .sort((one, other) => one.far - other.far || one.index - other.index)
    const exact = papers.findIndex(({ far }) => far > 0)
    const first = exact < 0 ? papers.length : exact
    message.data.items = papers.map(({ item }) =>
      item.map((part) => ({ ...part, text: excerpt(part.text) })),
    )
    message.data.items.splice(first, 0, ...tagResults())
  }
  post(message)
}

fetch(new URL("../../tags/index.json", self.location.href))
  .then((answer) => (answer.ok ? answer.json() : []))
  .then((found) => {
    tags = found.map((tag) => ({
      ...tag,
      names: [tag.name, ...tag.aliases].map((name) => wordsOf(name).join("")),
    }))
  })
  .catch(() => {})

importScripts(`workers/search.${self.location.search.slice(1)}`)
