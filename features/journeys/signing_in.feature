Feature: Signing in, and being out when one has left
  A link and a password are all that stands between a stranger and a signature. They work once, for
  one person, and for nobody who is not at the school that day.

  Scenario: "Set password" is pressed twice
    Given Aoife Kerr was given a link to set a password
    When she sets the password "lantern puddle heron"
    And she sets the password "lantern puddle heron"
    Then both times she is led to the page on which she signs in
    And she signs in with "lantern puddle heron"

  Scenario: A dead link shows no password
    Given Aoife Kerr was given a link to set a password
    When she sets the password "lantern puddle heron"
    And she sets the password "otter bramble kettle"
    Then the link is dead
    And the page does not show "otter bramble kettle"
    And she does not sign in with "otter bramble kettle"

  Scenario: A password is set on a computer where somebody else is signed in
    Given Aoife Kerr was given a link to set a password
    But Niamh Hart is signed in on this computer
    When she opens the link
    Then the page says "This browser is signed in as Niamh Hart."
    When she sets the password "lantern puddle heron"
    Then nobody is signed in on this computer

  Scenario: A leaver is out at midnight at the school, and a newcomer is in
    Given 10 September 2026 is the last day of Emma Walsh, and 11 September 2026 the first of Sean Boyle
    When it is one minute to midnight at the school on 10 September 2026, in summer time
    Then Emma Walsh has her proposals before her
    But Sean Boyle has not
    When it is midnight
    Then Sean Boyle has his proposals before him
    But Emma Walsh has not
