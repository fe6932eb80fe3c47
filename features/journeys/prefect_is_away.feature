Feature: The procedure waits for its engine

  Scenario: Prefect is away
    Given Prefect is away
    And Aoife Kerr proposes a class blog
    When the engine looks for work
    Then it is still being checked, and its page says since when the checks wait
    And nothing was recorded as checked
    When Prefect is back
    And the checks have run
    Then it waits for signatures
    And each check was recorded once
    And its page says no more that anything waits
