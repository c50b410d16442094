/**
 * Pages for people, each one self-contained file: style, script and data are inside it, nothing is
 * loaded, and it works from disk and by e-mail.
 *
 * <p>Pages are made of templates ({@code src/main/jte}) that the build turns into classes of this
 * package; the frame that all share is {@link dev.varve.report.html.HtmlPage}. Texts may come from
 * hostile images and are made harmless in two steps that no template can forget: {@link
 * dev.varve.report.html.HtmlPage#render} writes what acts or hides as visible escapes ({@link
 * dev.varve.report.TerminalText}) and then escapes HTML by the place where a text stands, and the
 * page's own Content-Security-Policy runs nothing but its one script, known by digest.
 */
@NullMarked
package dev.varve.report.html;

import org.jspecify.annotations.NullMarked;
