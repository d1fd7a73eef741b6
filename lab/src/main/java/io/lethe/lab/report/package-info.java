/**
 * Reports: one page of HTML that needs nothing else, with tables and plots in SVG. What the numbers
 * are is decided one package up; here they are only drawn. At first a reader looks for a plotting
 * library: two kinds of plot take less code than bending one to both colour schemes and to print.
 */
@NullMarked
package io.lethe.lab.report;

import org.jspecify.annotations.NullMarked;
