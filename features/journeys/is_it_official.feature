Feature: Is it official, and what does the register say
  Parents ask about an address, auditors about a day. Whoever asks gets the answer that is true for
  them, and a slip of the pen is never answered as if there were nothing.

  Scenario: An address that was closed and registered again
    Given a class blog was live from 1 October 2026, and was closed on 20 October 2026
    When a parent asks about its address
    Then the answer begins "No, this site is not official any more"
    When the class blog is registered again, and is live from 22 October 2026
    And a parent asks about its address
    Then the answer begins "Yes, this is an official site"
    And the answer says "This is an official site of Birchfield Integrated Primary School, since 22 October 2026."

  Scenario: Two schools have registered one address
    Given a class blog was live from 1 October 2026 as a site of two schools
    When a parent asks about its address
    Then the answer begins "Yes, this is an official site"
    And the answer says "It is an official site of Oakfield Primary School too, since 1 October 2026."

  Scenario: One of two schools has closed the site
    Given a class blog was live from 1 October 2026 as a site of two schools, and the other has closed it
    When a parent asks about its address
    Then the answer begins "Yes, this is an official site"
    And the answer says "This is an official site of Birchfield Integrated Primary School, since 1 October 2026. It is not an official site of Oakfield Primary School today."

  Scenario Outline: What a parent may paste
    Given a class blog was live from 1 October 2026 as a site of two schools
    When a parent asks about "<address>"
    Then the answer begins "<begins>"

    Examples:
      | address                                        | begins                                        |
      | birchfieldp5.wordpress.com/2026/10/harvest/    | Yes, this is a page of an official site       |
      | https://birchfieldp5.wordpress.com/?m=1#top    | Yes, this is an official site                 |
      | https://www.facebook.com/share/1A2b3C4d5E/     | We cannot tell: this address only leads on    |
      | https://www.facebook.com/search/top?q=birch    | We cannot tell                                |
      | https://birchfeildp5.wordpress.com             | No, but it looks like another address         |
      | https://www.facebook.com/birchfieldparents     | No, this address is not on the register       |
      | @birchfieldp5                                  | We cannot tell                                |

  Scenario: The register is asked about a day as people write it
    Given a class blog is in the register since 1 September 2026
    When Una Reid asks the register about the day "2/9/2026"
    Then she is told "2 September 2026 is in the future, so the register for that day is not known."
    When 2 February 2027 has come
    And Una Reid asks the register about the day "31/12/2026"
    Then she is told "1 site, on 31 December 2026"

  Scenario: The register is asked for a status that there is not
    Given a class blog is in the register since 1 September 2026
    When Una Reid asks the register about the status "opened"
    Then she is told "“opened” is no status. Give one of these: any, awaiting_launch, live, suspended, lapsed, closed."
    And she finds no list, not even an empty one

  Scenario: A stranger reads the policy where there are two schools
    When a stranger opens the policy
    Then the page says "This is the model policy. Each school can adopt its own edition"
    And the page offers the policy of each school
    When the stranger chooses Oakfield Primary School
    Then the page says "This is the policy of Oakfield Primary School."
