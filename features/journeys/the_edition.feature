Feature: The school adopts an edition of its policy
  An edition decides what every site has to meet. A slip of the pen must not switch a clause off,
  and the principal knows what it would change before confirming it.

  Scenario: A reason alone does not switch a clause off
    When Ivy Shaw writes "No, keep it in force" as the reason why clause 7.3 is switched off
    Then she is told "You wrote why the clause is switched off, and “In force” is chosen. Is it switched off?"
    And nothing is drafted

  Scenario: A clause is switched off with a choice and a reason that says something
    When Ivy Shaw switches clause 7.3 off, because "n/a"
    Then she is told "Clause 7.3: “n/a” does not say why it is switched off. Write the reason."
    And nothing is drafted
    When Ivy Shaw switches clause 7.3 off, because "The council reads all terms for us."
    Then the draft has clause 7.3 switched off, because "The council reads all terms for us."

  Scenario: Words that name another figure are pointed out
    Given the draft asks for 1 administrator, and says in clause A.1.5 "At least two administrators look after a site."
    When Ivy Shaw reads the draft
    Then she is told "Clause A.1.5: the words say “two administrators”, but the figure “Fewest administrators” is 1. Change one of the two."

  Scenario: The principal reads what it would change, and confirms it
    Given a class blog with two administrators is live
    And the draft asks for 5 administrators
    When Niamh Hart reads what adopting it would change
    Then she is told "1 site in the register would fail A.1.5."
    When Niamh Hart adopts it, and does not tick the box
    Then she is told "Nothing was adopted. Read what the draft would change, tick the box"
    And the model edition is in force
    When Niamh Hart adopts it, and ticks the box
    Then edition 1 of the school is in force

  Scenario: An edition is adopted once
    Given the draft asks for 5 administrators
    When Niamh Hart reads what adopting it would change
    And she adopts it, and ticks the box
    And she goes Back, and adopts it, and ticks the box
    Then edition 1 of the school is in force
    And it was adopted once
