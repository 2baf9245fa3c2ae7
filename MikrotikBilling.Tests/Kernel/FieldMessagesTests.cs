using FluentValidation;
using FluentValidation.Resources;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Tests.Kernel;

/// <summary>What a field says when it is refused.</summary>
public sealed class FieldMessagesTests
{
    private const string BeyondText = "\0 \uD800 \u0007";

    public FieldMessagesTests() => FieldMessages.Use();

    public static TheoryData<Type> Validators => [.. new[] { typeof(AppDbContext).Assembly, typeof(AppHost).Assembly }
        .SelectMany(a => a.GetTypes())
        .Where(t => typeof(IValidator).IsAssignableFrom(t) && t is { IsAbstract: false, IsNested: false, ContainsGenericParameters: false } && t.GetConstructor([]) is not null)
        .Append(typeof(ServiceRules<NewService>))];

    [Theory, MemberData(nameof(Validators))]
    public void Rule_OfAnyValidator_HasWordsOfOurOwn(Type type)
    {
        var stock = new LanguageManager();
        var rules = ((IValidator)Activator.CreateInstance(type)!).CreateDescriptor().Rules;

        rules.SelectMany(r => r.Components.Select(c => (r.PropertyName, c.Validator.Name, Text: c.GetUnformattedErrorMessage())))
            .Where(c => c.Text == stock.GetString(c.Name)).Where(c => !string.IsNullOrEmpty(c.Text)).Select(c => $"{c.PropertyName}: {c.Text}").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Ja\u202Ene", true)]
    [InlineData("Ja\u2066ne", true)]
    [InlineData("ليلى Jane \u200F", false)]
    public void Name_WithAMarkThatTurnsTheWriting_IsRefused(string name, bool isRefused) =>
        new SaveCustomerValidator().Validate(new SaveCustomer(name, null, null, null, null)).Errors.Exists(e => e.PropertyName == nameof(SaveCustomer.Name)).ShouldBe(isRefused);

    [Fact]
    public void Messages_OfCommonRules_SayNumbersAndNoFieldNames()
    {
        var errors = new SaveProfileValidator().Validate(new SaveProfile { Name = "", Download = "1M", Upload = "1M", Description = new string('x', 600), SessionMinutes = 0, DataCapGb = 0, Price = 1 })
            .ToDictionary();

        errors["Name"].ShouldBe(["Fill this in."]);
        errors["Description"].ShouldBe(["At most 500 characters; these are 600."]);
        errors["SessionMinutes"].ShouldBe(["Between 1 and 525,600."]);
        errors["DataCapGb"].ShouldBe(["At least 0.001."]);
        new CreateOwnerValidator().Validate(new CreateOwner("Ann", "ann", "short")).ToDictionary()["Email"].ShouldBe(["An email address, such as name@example.com."]);
    }

    [Theory]
    [InlineData("Jane\0", false)]
    [InlineData("Jane \uD83D", false)]
    [InlineData("Jane \uD83D\uDE00", true)]
    [InlineData("জেন", true)]
    public void Text_WithACharacterNobodySees_IsToldSo(string name, bool fine)
    {
        var verdict = new SaveCustomerValidator().Validate(new SaveCustomer(name, null, null, "Line 1\r\nLine 2", null));

        verdict.Errors.Select(e => e.ErrorMessage).ShouldBe(fine ? [] : [TextRules.UnreadableRule]);
    }

    [Fact]
    public void Text_OfEveryForm_RefusesWhatADatabaseCannotKeep()
    {
        var bad = new SaveProfile { Name = BeyondText, Description = BeyondText, Highlights = BeyondText, Download = "1M", Upload = "1M", Price = 1 };

        new SaveProfileValidator().Validate(bad).Errors.Count(e => e.ErrorMessage == TextRules.UnreadableRule).ShouldBe(3);
    }
}
