/* Material takes every link to an alternate for a translation of the site, and loads a whole sitemap
   beside it. With a second word in their relation feeds are feeds to readers and nothing to Material. */
for (const link of document.querySelectorAll("link[rel=alternate]")) link.rel += " feed"
