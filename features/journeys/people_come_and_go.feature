Feature: People come and go while a proposal waits
  A school changes every week: somebody leaves, somebody else takes over. What waits goes to
  whoever is there, and nothing is signed, declared or owned by those who are not.

  Scenario: The line manager changes while the page is open
    Given Aoife Kerr proposes a class blog
    When the checks have run
    And Conor Daly opens the page of the aims and content
    But the registrar makes Sean Boyle the line manager of Aoife Kerr, and the principal confirms it
    And Conor Daly signs there
    Then he is told "You do not have permission to decide “Aims and content”: it is for Sean Boyle to decide. Nothing was changed."
    And nothing was decided
    When Sean Boyle opens the page of the aims and content
    And he signs there
    Then Sean Boyle's signature stands alone

  Scenario: The line manager changes before the signature is counted
    Given Aoife Kerr proposes a class blog
    When the checks have run
    And everyone named declares
    And Conor Daly opens the page of the aims and content
    And he signs there
    But the registrar makes Sean Boyle the line manager of Aoife Kerr, and the principal confirms it
    And the signature is counted
    Then the signature of Conor Daly does not count
    And it waits for signatures
    And Sean Boyle has it in the inbox
    But Conor Daly and Aoife Kerr have nothing in the inbox
    When Sean Boyle opens the page of the aims and content
    And he signs there
    Then Sean Boyle's signature stands

  Scenario: A moderator leaves before declaring
    Given Aoife Kerr proposes a class blog
    When the checks have run
    And Aoife Kerr and Conor Daly declare
    And the line manager signs the aims
    And the brand owner signs for the logo
    And today is the last day of Emma Walsh at the school
    Then it waits for signatures
    And it waits in the inbox of Emma Walsh alone
    When a night has passed
    Then it is back with its proposer
    And Aoife Kerr reads on its page "Emma Walsh has left the school."
    And Aoife Kerr has it in the inbox

  Scenario: A proposer leaves
    Given Aoife Kerr proposes a class blog
    When the checks have run
    And today is the last day of Aoife Kerr at the school
    And a night has passed
    Then Niamh Hart and Ruth Adair have it in the inbox as left behind
    When Niamh Hart presses "Withdraw the proposal", and ticks the box
    Then it is withdrawn
    And Niamh Hart and Ruth Adair have nothing in the inbox

  Scenario: Nobody who was erased has a site approved
    Given a class blog of Aoife Kerr's lacks the final approval alone
    When Niamh Hart opens the page of the final approval
    But the registrar erases Aoife Kerr
    And Niamh Hart signs there
    Then nothing is approved, and the register lists nothing
    When Niamh Hart presses "Withdraw the proposal", and ticks the box
    Then it is withdrawn

  Scenario: A line manager who has left is shown until another is chosen
    Given today is the last day of Conor Daly at the school
    When a night has passed
    And Ivy Shaw opens what is kept of Aoife Kerr
    Then she sees Conor Daly as the line manager
    When she saves the page as it is
    Then she is told "This person is not at the school now. Choose somebody who is."
    And Conor Daly is kept as the line manager of Aoife Kerr
    When she chooses Sean Boyle as the line manager
    Then Conor Daly is kept as the line manager of Aoife Kerr
    When the principal confirms who is whose line manager
    Then Sean Boyle is kept as the line manager of Aoife Kerr
