Feature: Terms are read again before they are too old
  A platform's terms count as read for a year. Whoever reads them is asked in time, while a site
  depends on it, and confirms or corrects on one page what is recorded.

  Background:
    Given a class blog is live on WordPress.com, whose terms count as read for 31 more days

  Scenario: The e-safety lead reads them again from the inbox
    Then nothing waits for Paul Irwin
    When a night has passed
    Then Paul Irwin alone is asked to read the terms of WordPress.com again, as "1 live site depends on it"
    When Paul Irwin opens it and confirms every line
    Then he reads there "You confirmed 17 values and changed none."
    And nothing waits for Paul Irwin

  Scenario: They say otherwise now
    When a night has passed
    And Paul Irwin opens it and confirms every line, but to "What does it take to read there?" they say "An account always" now
    Then he reads there "You confirmed 16 values and changed 1."
    And he reads there "it is: An account always."

  Scenario: A line is left out
    When a night has passed
    And Paul Irwin opens it and confirms every line but "Who opens an account there?"
    Then he reads there "“Who opens an account there?” is not answered. Choose one."
    And Paul Irwin alone is asked to read the terms of WordPress.com again, as "1 live site depends on it"

  Scenario: Nobody reads them
    When a night has passed
    And 31 days have passed
    Then Paul Irwin alone is asked to read the terms of WordPress.com again, as "1 live site depends on it"
