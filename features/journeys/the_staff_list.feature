Feature: The staff list in September
  Once a year a school's people change all at once. The registrar brings the list of the school's own
  systems: it is looked through before anything is changed, and then it is done whole or not at all.

  Background:
    Given the list of the school as the record has it

  Scenario: Who joins and who leaves is seen first
    Given the list has a new row "Ada Byrne,ada.byrne@birchfield.example,Employee,Conor Daly,Staff,,"
    And the list has no row of Emma Walsh
    When Ivy Shaw chooses the list, and ticks that everyone else leaves
    Then she reads "1 join, 0 change, 1 leave."
    And nobody has joined or left
    When she applies it
    And the principal confirms who is whose line manager
    Then Ada Byrne is at the school, and Conor Daly is her line manager
    And Emma Walsh leaves today

  Scenario: Nobody leaves by not being in a list
    Given the list has no row of Emma Walsh
    When Ivy Shaw chooses the list
    Then she reads "0 join, 0 change, 0 leave."
    And she reads "There is nothing to apply: the record has it all."

  Scenario: One fault, and nothing of the list is done
    Given the list has a new row "Ada Byrne,ada.byrne@birchfield.example,Employee,,Staff,,"
    And the list has a new row "Ben New,ben.new@birchfield.example,Employee,,King,,"
    When Ivy Shaw chooses the list
    Then she reads "“King” is no role here."
    And she cannot apply it
    And nobody has joined or left

  Scenario: A list makes nobody a principal by itself
    Given the list has a new row "Ada Byrne,ada.byrne@birchfield.example,Employee,,Principal,,"
    When Ivy Shaw chooses the list
    Then she reads "Waits until the principal or the chair confirms it: Principal."
    When she applies it
    Then Ada Byrne is at the school without a role that counts

  Scenario: Somebody changes the record between the two looks
    Given the list has a new row "Ada Byrne,ada.byrne@birchfield.example,Employee,,Staff,,"
    When Ivy Shaw chooses the list
    But Ada Byrne is added as a governor in the meantime
    And she applies it
    Then she reads "It is compared anew below"
    And she reads "Connection with the school: Governor → Employee"
    When she applies it
    Then Ada Byrne is at the school, and nobody is her line manager
