Feature: What waits is not forgotten

  Scenario: Nobody signs for a while
    Given Aoife Kerr proposes a class blog
    When the checks have run
    And 3 school days have passed
    Then Conor Daly, Emma Walsh and Mary Quinn are reminded after 3 school days
    When everyone named declares
    And the line manager signs the aims
    And 3 school days have passed
    Then Mary Quinn is reminded after 3 school days
    When 4 school days have passed
    Then Mary Quinn is reminded after 7 school days
    And the record has no gap

  Scenario: Nobody signs for very long
    Given Aoife Kerr proposes a class blog
    When the checks have run
    And everyone named declares
    And 14 school days have passed
    Then Conor Daly and Mary Quinn are reminded after 14 school days
    When 3 school days have passed
    Then Niamh Hart is told that it waits for Conor Daly and Mary Quinn
    And it still waits for the same signatures
    And the record has no gap

  Scenario: The school is closed
    Given Aoife Kerr proposes a class blog
    And the registrar enters that the school is closed from 2026-09-03 to 2026-09-09
    When the checks have run
    And 8 days have passed
    Then nobody is reminded
    When 3 school days have passed
    Then Conor Daly, Emma Walsh and Mary Quinn are reminded after 3 school days

  Scenario: An approval comes to its end
    Given Aoife Kerr proposes a class blog
    When the checks have run
    And everyone named declares
    And the line manager signs the aims
    And the brand owner signs for the logo
    And the principal approves it
    And a quarter of an hour has passed
    And the day has come on which it may go live
    And Aoife Kerr launches it
    Then nobody is asked for a review
    When its last day is 30 days away
    Then Aoife Kerr, Conor Daly and Niamh Hart are asked for a review
