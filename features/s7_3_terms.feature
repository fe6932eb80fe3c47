Feature: The provider's terms (clause 7.3 of the school's policy)

  Background:
    Given a class blog for P5 that meets the policy

  @7.3
  Rule: A site keeps to its provider's terms, above all to the lowest age

    Scenario: Only the teacher holds an account
      When the proposal is checked
      Then clause 7.3 is met
      And it is a duty under clause 7.3: "The provider's terms are read again at least every 12 months, and whenever it says that they change."
      And it is a duty under clause 7.3: "Who may comment stays as it was approved."

    Scenario: Pupils of P5 with accounts of their own
      Given pupils of 8, who live in Northern Ireland, get accounts of their own
      And each parent has agreed in writing
      When the proposal is checked
      Then clause 7.3 is not met: "WordPress.com asks for 16 in the United Kingdom; the youngest pupil is 8."
      And the remedy is "Let staff post for the pupils, or choose a platform whose terms admit their age."

    Scenario: Nobody says where the pupils live
      Given pupils of 17, who live in Northern Ireland, get accounts of their own
      And each parent has agreed in writing
      And nobody says where the pupils live
      When the proposal is checked
      Then clause 7.3 is not met: "“In which countries do these pupils live?” is not answered."
      And the remedy is "Tick each country in which one of these pupils lives."

    Scenario: One pupil lives across the border
      Given it is a YouTube account of the school
      And pupils of 14, who live in Northern Ireland and Ireland, get accounts of their own
      And each parent has agreed in writing
      When the proposal is checked
      Then clause 7.3 is not met: "YouTube asks for 16 in Ireland; the youngest pupil is 14. A parent can open it to them only to look: nobody publishes there with such an account."

    Scenario: A pupil lives where nobody has found the age
      Given it is a YouTube account of the school
      And pupils of 16, who live in Germany, get accounts of their own
      And each parent has agreed in writing
      When the proposal is checked
      Then clause 7.3 is in doubt: "It is not known what age YouTube asks for in Germany."

    Scenario: A Year 9 class holds pupils of 12
      Given it is an Instagram account of the school
      And a Year 9 class, all living in Northern Ireland, gets accounts of its own
      When the proposal is checked
      Then clause 7.3 is not met: "Instagram asks for 13 in the United Kingdom; the youngest pupil is 12."

    Scenario: A law that is announced warns a Year 10 class, and decides nothing
      Given it is an Instagram account of the school
      And a Year 10 class, all living in Northern Ireland, gets accounts of its own
      When the proposal is checked
      Then clause 7.3 is met
      And clause 7.3 warns: "Not in force yet: by the announced ban on social media for under-16s, nobody below 16 in the United Kingdom may hold an account on Instagram. Look at it again by 31 December 2026. Not in force yet: by the announced limit on strangers' contact and livestreams, nobody below 18 in the United Kingdom may be contacted by strangers or stream live freely on Instagram. Look at it again by 31 December 2026."
      And it is a duty under clause 7.3: "Each announced law is looked at again by the day that its warning names, and the site is changed before the law is in force."

    Scenario: A child who may not agree alone
      Given it is an Instagram account of the school
      And pupils of 14, who live in Ireland, get accounts of their own
      When the proposal is checked
      Then clause 7.3 is not met: "Below 16, a child in Ireland has an account only if a parent agrees. The youngest pupil is 14."
      And the remedy is "Ask each parent or guardian in writing first; the school cannot agree in their place."

    Scenario: The parents have agreed
      Given it is an Instagram account of the school
      And pupils of 14, who live in Ireland, get accounts of their own
      And each parent has agreed in writing
      When the proposal is checked
      Then clause 7.3 is met
      And the administrators have to declare, under clause 7.3

    Scenario: Pupils of P7 use the school's own edition
      Given pupils of 10, who live in Northern Ireland, get accounts of their own
      And it is on Canva, under the school's own agreement
      And each parent has agreed in writing
      When the proposal is checked
      Then clause 7.3 is met
      And it is a duty under clause 7.3: "The school's consent for each of these pupils is kept, and staff supervise them."
      And it is a duty under clause 7.3: "Pupils use no part of the platform for which its terms ask a higher age."

    Scenario: A tag needs an account
      Given it is an Instagram account of the school
      And pupils are tagged on it
      When the proposal is checked
      Then clause 7.3 is not met: "Instagram asks for 13 in the United Kingdom; the youngest pupil is 8."
      And the remedy is "Tag no pupil, and link to no pupil's account."

    Scenario: A comment box brings its own age
      Given a comment box of Disqus is built in
      When the proposal is checked
      Then clause 7.3 is not met: "Whoever comments there holds an account. Disqus asks for 18 in the United Kingdom; the youngest pupil is 8."
      And the remedy is "Switch comments off."

    Scenario: Moderated or not, whoever comments on YouTube holds an account
      Given it is a YouTube account of the school
      And pupils are to comment, and staff read each comment first
      When the proposal is checked
      Then clause 7.3 is not met: "Whoever comments there holds an account. YouTube asks for 13 in the United Kingdom; the youngest pupil is 8. Only a parent can open it to them, and no school can do that for a parent."

    Scenario: A closed group is read by account holders alone
      Given it is a closed Facebook group
      And its pupils live in Northern Ireland
      When the proposal is checked
      Then clause 7.3 has this among what is not met: "Nobody reads Facebook where it is closed without an account. Facebook asks for 13 in the United Kingdom; the youngest pupil is 8."

    Scenario: A public page is read by anybody
      Given it is a public Facebook page
      When the proposal is checked
      Then clause 7.3 is met
      And whether enough is done for younger children waits for the final approval, under clause A.2.5b

    Scenario: Terms that speak to readers too
      When the proposal is checked
      Then clause 7.3 says "Anybody can read it without an account, but the terms of WordPress.com ask for 16 of readers too, and the youngest pupil it is for is 8. Whoever gives the final approval judges that, under A.2.5b."

    Scenario: Nobody posts on Telegram without an account
      Given it is a Telegram account of the school
      And pupils of 10 add to it without an account
      When the proposal is checked
      Then clause 7.3 has this among what is not met: "Nobody adds anything to Telegram without an account."

    Scenario: A video of another company's on the school's own blog
      Given the school hosts it itself
      And "YouTube" is built into its pages
      When the proposal is checked
      Then clause 7.3 is met

    Scenario: A service that nobody has looked at is built in
      Given the school hosts it itself
      And "Mapwise" is built into its pages
      When the proposal is checked
      Then clause 7.3 cannot be determined: "“Mapwise” is built into its pages, and nothing is recorded about its terms."
      And the e-safety lead is asked to settle it

    Scenario: The school's own site, opened with another company's account
      Given the school hosts it itself
      And people sign in with "Facebook"
      And its pupils live in Northern Ireland
      When the proposal is checked
      Then clause 7.3 has this among what is not met: "Facebook asks for 13 in the United Kingdom; the youngest pupil is 8."

    Scenario: A page of links is no site
      Given it is a page of links
      When the proposal is checked
      Then clause 7.3 has this among what is not met: "Linktree shows a page of links. Each page that it leads to is a site of its own, and none is named."

    Scenario: A platform that has closed
      Given it is a site on Flip
      When the proposal is checked
      Then clause 7.3 has this among what is not met: "Flip has closed."

    Scenario: Pupils whom the school does not have
      Given pupils of 16, who live in Northern Ireland, get accounts of their own
      And the school teaches pupils of 4 to 11
      When the proposal is checked
      Then clause 7.3 has this among what is not met: "The pupils who add to it are said to be 16 to 17, and the school teaches pupils of 4 to 11."

    Scenario: The name of one platform, and the address of another
      Given the platform is called "Instagram"
      When the proposal is checked
      Then clause 7.3 is not met: "birchfieldp5.wordpress.com belongs to WordPress.com, not to Instagram."

    Scenario: An address that is the front page of a platform
      Given its address is "https://www.facebook.com/"
      When the proposal is checked
      Then clause 7.3 is not met: "This is the front page of Facebook, and not an account."

    Scenario: An address that only leads on to another
      Given its address is "https://www.facebook.com/share/1A2b3C4d5E/"
      When the proposal is checked
      Then clause 7.3 cannot be determined: "This link only leads on to another address."

    Scenario: An address in a form that nobody knows
      Given its address is "https://www.facebook.com/birchfieldips/p5/wall"
      When the proposal is checked
      Then clause 7.3 cannot be determined: "This address is on Facebook, but in no form that is known here."

    Scenario: An address that only looks like the platform's
      Given its address is "https://birchfieldp5.w0rdpress.com"
      When the proposal is checked
      Then clause 7.3 cannot be determined: "birchfieldp5.w0rdpress.com is not known as an address of WordPress.com. The address looks like wordpress.com, but it is a different one: find out whose it is."
      And the e-safety lead is asked to settle it

    Scenario: A platform that nobody has looked at
      Given it is on a platform that is not in the catalogue
      When the proposal is checked
      Then clause 7.3 cannot be determined: "Classwall: nothing is recorded about its terms."
      And the e-safety lead is asked to settle it

    Scenario: Terms that were read too long ago
      When the proposal is checked on 2 August 2027
      Then clause 7.3 cannot be determined: "The terms of WordPress.com were last read on 1 August 2026, which is too long ago."
      And the e-safety lead is asked to settle it
