Feature: The record proves itself
  An auditor has to believe the record without believing whoever keeps it. What was changed behind
  its back is found, and a record that is there is never begun anew over it.

  Scenario: Nobody has touched the record
    Given the record of a school, and its checkpoint kept in another place
    When the auditor has it checked against that checkpoint
    Then the check says that it is whole

  Scenario: A line of the log was changed
    Given the record of a school, and its checkpoint kept in another place
    But somebody with access to the file has changed line 3 of the log
    When the auditor has it checked
    Then the check says "The log of hill is not whole, from line 3. Entry 3 was changed: its content does not give its hash."

  Scenario: The log was changed and made to fit again
    Given the record of a school, and its checkpoint kept in another place
    But somebody with access to the file has changed line 3 of the log, and made every later line fit
    When the auditor has it checked against that checkpoint
    Then the check says "are not those that the checkpoint was signed for: the log was rewritten."

  Scenario: What people read was changed, and no line of the log
    Given the record of a school, and its checkpoint kept in another place
    But somebody with access to the file has given everybody the name "Somebody Else"
    When the auditor has it checked against that checkpoint
    Then the check names "The name of the person “Somebody Else” was changed."

  Scenario: A row was put in
    Given the record of a school, and its checkpoint kept in another place
    But somebody with access to the file has added a person with the name "A Stranger"
    When the auditor has it checked against that checkpoint
    Then the check names "The person “A Stranger” is in no line of the log: it was put in."

  Scenario: A record is not begun twice
    Given the record of a school, and its checkpoint kept in another place
    When somebody begins a record in the same place
    Then they are told "There is a record in it already, so a new one cannot be started. Name another folder."
    And the record is as it was
