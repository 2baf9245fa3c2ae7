using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing.Emails;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications.Templates;
using MikrotikBilling.Core.Subscriptions.Reminders;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Tests.Notifications;

public sealed class TemplateTextTests
{
    private static readonly TenantInfo Company = new(Guid.Empty, "Lake & Net", "KES", "Africa/Nairobi", "KE");
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Body_ParagraphsLinesAndLinks_BecomeHtmlAndText()
    {
        var email = Write("Hello {{customer}},\nwelcome.\n\n\nSee [our page](https://lake.example/a?b=1&c=2) or write.", ("customer", "Jane"));

        email.Html.ShouldContain("<p dir=\"auto\" style=\"margin:0 0 16px\">Hello Jane,<br>\nwelcome.</p>");
        email.Html.ShouldContain("See <a href=\"https://lake.example/a?b=1&amp;c=2\" style=\"color:#1d4fb8\">our page</a> or write.");
        email.Text.ShouldBe("Hello Jane,\nwelcome.\n\nSee our page: https://lake.example/a?b=1&c=2 or write.\n");
    }

    [Theory]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("\"><img src=x onerror=y>", "&quot;&gt;&lt;img src=x onerror=y&gt;")]
    [InlineData("Tom & Jerry's", "Tom &amp; Jerry&#x27;s")]
    [InlineData("জেন ডো", "জেন ডো")]
    [InlineData("[click](https://evil.example)", "[click](https://evil.example)")]
    [InlineData("{{link}}", "{{link}}")]
    public void Value_WhateverItHolds_IsTextAndNeverMarkup(string name, string encoded)
    {
        var email = Write("Hello {{customer}}!", ("customer", name), ("link", "https://evil.example"));

        email.Html.ShouldContain($">Hello {encoded}!</p>");
        email.Html.ShouldNotContain("<a ");
        email.Text.ShouldBe($"Hello {name}!\n");
    }

    [Fact]
    public void Subject_ValueWithLineBreaks_StaysOneLine()
    {
        var email = EmailTemplates.Write("For {{customer}}", "x", Values(("customer", "Jane\r\nBcc: all@evil.example\u2028\0end")), "Lake Net");

        email.Subject.ShouldBe("For Jane Bcc: all@evil.example end");
        email.Subject.Any(char.IsControl).ShouldBeFalse();
    }

    [Fact]
    public void Subject_LongerThanItsColumn_IsCutBetweenCharacters()
    {
        var email = EmailTemplates.Write("{{customer}}", "x", Values(("customer", new string('a', 199) + "😀")), "Lake Net");

        email.Subject.ShouldBe(new string('a', 199));
    }

    [Fact]
    public void Subject_OfNothing_IsTheCompany() => EmailTemplates.Write("{{customer}}", "x", Values(("customer", "")), "Lake Net").Subject.ShouldBe("Lake Net");

    [Fact]
    public void Line_OfAPlaceholderWithoutValue_IsLeftOut()
    {
        var email = Write("Number {{number}}\nOpen {{balance}}\n\n[Pay]({{link}})\n\nBye", ("number", "7"), ("balance", null), ("link", ""));

        email.Text.ShouldBe("Number 7\n\nBye\n");
    }

    [Fact]
    public void Link_AloneInItsParagraph_IsAButton()
    {
        var email = Write("a\n\n[Pay {{number}}]({{link}})", ("number", "7"), ("link", "https://pay.example/7"));

        email.Paragraphs[1].Button.ShouldNotBeNull().Text.ShouldBe("Pay 7");
        email.Html.ShouldContain("<a href=\"https://pay.example/7\" style=\"display:inline-block");
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("https://user:word@evil.example/")]
    [InlineData("not a link")]
    public void Link_ThatLeadsNowhereOnTheWeb_IsItsText(string address)
    {
        var email = Write("See [here]({{link}}).", ("link", address));

        email.Html.ShouldContain(">See here.</p>");
        email.Html.ShouldNotContain("<a ");
    }

    [Fact]
    public void Link_WithAValueInItsPath_IsEscaped()
    {
        var email = Write("[x](https://pay.example/{{number}}?y) z", ("number", "a/../\"<b>"));

        email.Paragraphs[0].Lines[0][0].Url!.AbsoluteUri.ShouldBe("https://pay.example/a%2F..%2F%22%3Cb%3E?y");
    }

    [Theory]
    [InlineData("Hello {{custmer}}", "There is no {{custmer}} here. There are {{customer}}, {{company}}, {{link}}.")]
    [InlineData("Hello {{customer}", "A placeholder is not closed.")]
    [InlineData("Hello customer}}", "A placeholder is not closed.")]
    [InlineData("[x](ftp://a.example)", "“ftp://a.example” is no web address.")]
    [InlineData("[x](javascript:alert(1))", null)] // no link at all: brackets within the address
    [InlineData("[x](javascript:alert)", "“javascript:alert” is no web address.")]
    [InlineData("[x]({{customer}})", "{{customer}} is no web address, so no link can lead there.")]
    [InlineData("[x {{nobody}}]({{link}})", "There is no {{nobody}} here.")]
    [InlineData("[{{customer}}]({{link}}), [y](https://a.example/{{customer}}) {{ Company }} { } }", null)]
    public void Problem_OfATemplate_IsSaidInASentence(string text, string? problem)
    {
        var found = TemplateText.Problem(text, EmailStory.Note);

        if (problem is null) found.ShouldBeNull();
        else found.ShouldNotBeNull().ShouldStartWith(problem);
    }

    public static TheoryData<string> Keys => [.. Kinds().Select(k => k.Key)];

    [Theory, MemberData(nameof(Keys))]
    public void OwnWords_OfEachKind_NameOnlyWhatThereIs(string key)
    {
        var kind = Kinds().Single(k => k.Key == key);

        TemplateText.Problem(kind.Subject, kind).ShouldBeNull();
        TemplateText.Problem(kind.Body, kind).ShouldBeNull();
        kind.Placeholders.Where(p => !(kind.Subject + kind.Body).Contains(p.Name, StringComparison.Ordinal)).ShouldBeEmpty();
        var preview = EmailTemplates.Preview(kind, kind.Subject, kind.Body, Company);
        (preview.Subject + preview.Text).ShouldNotContain("{{");
        preview.Text.ShouldContain("Lake & Net");
    }

    public static TheoryData<string> Filled => [.. Contents().Select(c => c.Kind)];

    [Theory, MemberData(nameof(Filled))]
    public void Content_OfEachKind_FillsThePlaceholdersOfItsKind(string key)
    {
        var content = Contents().Single(c => c.Kind == key);
        var kind = Kinds().Single(k => k.Key == key);

        content.Values(Company).Keys.Append("company").Order(StringComparer.Ordinal).ShouldBe(kind.Placeholders.Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Contents_AreThereForEveryKind() => Contents().Select(c => c.Kind).Order(StringComparer.Ordinal).ShouldBe(Kinds().Select(k => k.Key).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("2026-03-01T20:59:00Z", "today")]
    [InlineData("2026-03-01T21:01:00Z", "tomorrow")] // after midnight in Nairobi
    [InlineData("2026-03-04T07:00:00Z", "in 3 days")]
    public void Reminder_CountsDaysByTheCustomersCalendar(string end, string when) =>
        new ExpiryReminder("Jane", "Home 10 (jane)", DateTimeOffset.Parse(end, System.Globalization.CultureInfo.InvariantCulture), Now, null, null).Values(Company)["when"].ShouldBe(when);

    private static WrittenEmail Write(string body, params (string Name, string? Value)[] values) => EmailTemplates.Write("Subject", body, Values(values), "Lake Net");

    private static Dictionary<string, string?> Values(params (string Name, string? Value)[] values) => values.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);

    private static IReadOnlyList<EmailTemplateKind> Kinds() =>
        [.. new ServiceCollection().AddBillingEmails().Select(s => s.ImplementationInstance).OfType<EmailTemplateKind>(), ExpiryReminder.Template];

    private static IReadOnlyList<IEmailContent> Contents() =>
    [
        new InvoiceEmail("Jane", "INV-1", new Money(1740_00, "KES"), new DateOnly(2026, 3, 8)),
        new CreditNoteEmail("Jane", "CN-1", "INV-1", new Money(580_00, "KES")),
        new ReceiptEmail("Jane", "RCP-1", new Money(1500_00, "KES")),
        new OverdueEmail("Jane", "INV-1", new Money(1740_00, "KES"), new DateOnly(2026, 3, 8), new Money(240_00, "KES")),
        new SuspendedEmail("Jane", "Home 10 (jane)", new Money(1740_00, "KES")),
        new StatementEmail("Jane", new DateOnly(2026, 1, 1), new DateOnly(2026, 3, 31), new Money(240_00, "KES")),
        new ExpiryReminder("Jane", "Home 10 (jane)", Now.AddDays(3), Now, null, null),
    ];
}
