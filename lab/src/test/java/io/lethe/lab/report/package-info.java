@org.jspecify.annotations.NullMarked
package io.lethe.lab.report;
