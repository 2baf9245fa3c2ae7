using MikrotikBilling.Core.Provisioning.Adoption;

namespace MikrotikBilling.Tests.Provisioning.Adoption;

public class CommentWordsTests
{
    [Theory]
    [InlineData("Jane Doe", "Jane Doe", null, null)]
    [InlineData("Jane Doe 0712 345 678", "Jane Doe", "+254712345678", null)]
    [InlineData("Jane Doe - +254 712 345678 - jane@mail.example", "Jane Doe", "+254712345678", "jane@mail.example")]
    [InlineData("tel: 0712345678", null, "+254712345678", null)]
    [InlineData("José Ñandú, flat 3", "José Ñandú, flat 3", null, null)]
    [InlineData("张伟 0712345678", "张伟", "+254712345678", null)]
    [InlineData("12", null, null, null)]
    [InlineData("isp:other:secret:1 | Jane Doe", null, null, null)]
    [InlineData("", null, null, null)]
    public void Of_FindsNamePhoneAndEmail(string comment, string? name, string? phone, string? email)
    {
        var words = CommentWords.Of(comment, "KE");

        (words.Name, words.Phone, words.Email).ShouldBe((name, phone, email));
    }

    [Theory]
    [InlineData("Jane Doe exp 2026-12-24", "2026-12-24")]
    [InlineData("Jane Doe 24/12/2026", "2026-12-24")]
    [InlineData("Jane Doe paid until 24.12.2026 18:00", "2026-12-24")]
    [InlineData("Jane Doe dec/24/2026", "2026-12-24")]
    [InlineData("Jane Doe, 24 Dec 2026", "2026-12-24")]
    [InlineData("Jane Doe 3/4/2026", "2026-04-03")]
    public void Of_FindsADateAndLeavesTheName(string comment, string day)
    {
        var words = CommentWords.Of(comment, "KE");

        words.Day.ShouldBe(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture));
        words.Name.ShouldBe("Jane Doe");
        words.Phone.ShouldBeNull();
    }

    [Fact]
    public void Of_WhereTheMonthComesFirst_ReadsItSo() => CommentWords.Of("Jane 3/4/2026", "US", monthFirst: true).Day.ShouldBe(new DateOnly(2026, 3, 4));

    [Fact]
    public void Of_ControlCharacters_AreNoPartOfTheName() => CommentWords.Of("Jane\u0000\u001b[31m Doe", "KE").Name!.Any(char.IsControl).ShouldBeFalse();
}
