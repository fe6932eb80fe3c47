Feature: Who decides, and never on one's own

  @A.3.2
  Scenario: The principal's own proposal
    Given Niamh Hart proposes a class blog
    When the checks have run
    And everyone named declares
    Then clause A.3.2 sends it to Sean Boyle for the aims, Mary Quinn for the logo and Ruth Adair for the final approval
    And Niamh Hart is asked to sign nothing
    When the vice principal signs the aims
    And the brand owner signs for the logo
    And the chair of governors approves it
    And a quarter of an hour has passed
    Then the register lists it as awaiting its launch

  Scenario: Two people decide at once
    Given Aoife Kerr proposes a class blog
    When the checks have run
    And at the same moment the line manager signs the aims and the brand owner returns it
    Then it is returned by Mary Quinn
    And no signature counts
    And the record has no gap

  Scenario: One person decides in two windows at once
    Given Aoife Kerr proposes a class blog
    When the checks have run
    And at the same moment the line manager signs the aims and the line manager returns it
    Then one decision was made, and the other window was told so
    And the record has no gap
