package report

import (
	"cmp"
	"strings"
	"unicode/utf8"
)

// longestName is the length in bytes above which a word is no misspelt name.
const longestName = 64

// Nearest returns the candidate that the user most likely meant by word, for
// "did you mean". It is false when nothing is near enough. Case counts
// nothing; of two equally near candidates the first in sort order wins.
func Nearest(word string, candidates []string) (string, bool) {
	if len(word) > longestName {
		return "", false
	}
	allowed, lower := allowedDistance(word), []rune(strings.ToLower(word))
	best, bestDistance := "", allowed+1
	for _, candidate := range candidates {
		length := utf8.RuneCountInString(candidate)
		if len(candidate) > longestName || candidate == "" || max(length-len(lower), len(lower)-length) > allowed {
			continue // the distance is at least the difference in length
		}
		distance := editDistance(lower, []rune(strings.ToLower(candidate)))
		if distance >= length {
			continue
		}
		if cmp.Or(cmp.Compare(distance, bestDistance), cmp.Compare(candidate, best)) < 0 && distance <= allowed {
			best, bestDistance = candidate, distance
		}
	}
	return best, best != ""
}

// allowedDistance grows with the word: one slip in a short one, three in a long one.
func allowedDistance(word string) int {
	switch n := utf8.RuneCountInString(word); {
	case n <= 4:
		return 1
	case n <= 8:
		return 2
	default:
		return 3
	}
}

// editDistance counts the insertions, deletions, replacements and swaps of
// neighbours between s and t (Damerau-Levenshtein, optimal string alignment).
func editDistance(s, t []rune) int {
	before, above, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(s); i++ {
		row[0] = i
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(t)]
}
