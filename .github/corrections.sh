#!/usr/bin/env bash
# Answers the issues in which people report mistakes, and proposes those that were approved:
#   corrections.sh answer NUMBER ACTION     one issue, after what happened to it
#   corrections.sh propose                  every issue that is approved
# What stands in an issue goes into files that `python -m generator correct` reads, and nowhere else.
set -euo pipefail

python=${PYTHON:-.venv/bin/python}
base=${BASE:-main}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

make_labels() {
  gh label create correction --force --color 7a4c00 --description "Something in the archive is wrong"
  gh label create readable --force --color 1a7f37 --description "The form can be read; see the answer"
  gh label create "needs work" --force --color b3261e --description "The form cannot be taken as it stands"
  gh label create approved --force --color 0969da --description "Propose this correction"
}

# Write the issue's text to body.md and its author to $author.
fetch() {
  gh issue view "$1" --json body --jq .body >"$work/body.md"
  author=$(gh issue view "$1" --json author --jq .author.login)
}

correct() {
  "$python" -m generator correct --from-issue "$work/body.md" --number "$1" --author "$author" \
    --answer "$work/answer.md" "${@:2}"
}

say() {
  gh issue comment "$1" --edit-last --create-if-none --body-file "$work/answer.md"
}

answer() {
  local number=$1 action=$2
  make_labels
  if [ "$action" = edited ]; then
    gh issue edit "$number" --remove-label approved
  fi
  fetch "$number"
  if correct "$number" --dry-run; then
    gh issue edit "$number" --add-label readable --remove-label "needs work"
  else
    gh issue edit "$number" --add-label "needs work" --remove-label readable --remove-label approved
  fi
  say "$number"
}

# Print whether the text is older than the last approval: it may have been edited at that moment.
still_approved() {
  local times edited approved
  times=$(gh api graphql -F owner="${GITHUB_REPOSITORY%/*}" -F name="${GITHUB_REPOSITORY#*/}" \
    -F number="$1" -f query='
      query($owner: String!, $name: String!, $number: Int!) {
        repository(owner: $owner, name: $name) {
          issue(number: $number) {
            lastEditedAt
            timelineItems(itemTypes: [LABELED_EVENT], last: 100) {
              nodes { ... on LabeledEvent { createdAt label { name } } }
            }
          }
        }
      }' --jq '.data.repository.issue
        | (.lastEditedAt // "-") + " "
          + ([.timelineItems.nodes[] | select(.label.name == "approved") | .createdAt] | last // "-")') || return
  read -r edited approved <<<"$times"
  if [ "$approved" != - ] && { [ "$edited" = - ] || [[ "$edited" < "$approved" ]]; }; then
    echo yes
  else
    echo no
  fi
}

propose() {
  local number
  make_labels
  git config user.name "github-actions[bot]"
  git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
  gh issue list --label correction --label approved --state open --limit 500 --json number \
    --jq '.[].number' >"$work/approved"
  git fetch --quiet origin "+refs/heads/*:refs/remotes/origin/*"
  while read -r number; do
    # One that fails must not keep the others waiting.
    propose_one "$number" || echo "::error::the correction of issue $number could not be proposed"
  done <"$work/approved"
  git switch --quiet --force "$base"
}

# A command that fails ends this, though a caller with `||` turns `set -e` off: hence the `&&` chain.
propose_one() {
  local number=$1 branch=corrections/issue-$1 state=success said="0 errors" held pull id
  # First the text, then its age: what is edited in between is told.
  fetch "$number" && held=$(still_approved "$number") || return
  if [ "$held" = no ]; then
    gh issue edit "$number" --remove-label approved
    return
  fi
  git switch --quiet --force-create "$branch" "origin/$base" &&
    git clean --quiet --force -d content || return
  if ! correct "$number"; then
    gh issue edit "$number" --add-label "needs work" --remove-label readable --remove-label approved &&
      say "$number"
    return
  fi
  id=$(gh api "users/$author" --jq .id) &&
    git add content/corrections &&
    git commit --quiet --message "Correct what issue $number reports" \
      --message "Co-authored-by: $author <$id+$author@users.noreply.github.com>" || return
  if ! "$python" -m generator check --against "origin/$base" --summary "$work/summary.md"; then
    state=failure said="there are errors; see the run"
  fi
  if ! git diff --quiet "origin/$branch" "$branch" 2>"$work/none"; then
    git push --quiet --force origin "$branch" || return
  fi
  {
    echo "Closes #$number."
    echo
    cat "$work/summary.md"
    echo
    echo "\`python -m generator check\`: $said."
  } >"$work/pull.md"
  pull=$(gh pr list --head "$branch" --state open --json number --jq '.[].number') || return
  if [ -z "$pull" ]; then
    gh pr create --head "$branch" --base "$base" --title "Correct what issue $number reports" \
      --body-file "$work/pull.md" || return
  else
    gh pr edit "$pull" --body-file "$work/pull.md" || return
  fi
  gh api "repos/$GITHUB_REPOSITORY/statuses/$(git rev-parse "origin/$branch")" \
    -f state="$state" -f context=check -f description="$said"
}

case ${1-} in
answer) answer "$2" "$3" ;;
propose) propose ;;
*)
  echo "usage: $0 answer NUMBER ACTION | propose" >&2
  exit 2
  ;;
esac
