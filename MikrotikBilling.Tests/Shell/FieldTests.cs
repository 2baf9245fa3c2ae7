using Bunit;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Tests.Shell;

public sealed class FieldTests : BunitContext
{
    [Fact]
    public void TextField_Plain_LabelNamesItsInput()
    {
        var field = Render<TextField>(p => p.Add(f => f.Name, "Input.Name").Add(f => f.Label, "Name").Add(f => f.Value, "Kibera"));

        var input = field.Find("input");
        input.Id.ShouldBe("Input_Name");
        input.GetAttribute("name").ShouldBe("Input.Name");
        input.GetAttribute("value").ShouldBe("Kibera");
        input.HasAttribute("aria-invalid").ShouldBeFalse();
        field.Find("label").GetAttribute("for").ShouldBe("Input_Name");
    }

    [Fact]
    public void TextField_HostileValue_StaysText()
    {
        const string hostile = "\"><script>alert(1)</script>";

        var field = Render<TextField>(p => p.Add(f => f.Name, "n").Add(f => f.Label, hostile).Add(f => f.Help, hostile).Add(f => f.Value, hostile));

        field.FindAll("script").ShouldBeEmpty();
        field.Find("input").GetAttribute("value").ShouldBe(hostile);
    }

    [Fact]
    public void TextField_ErrorFromTheForm_IsTiedToTheInput()
    {
        var field = Render<TextField>(p => p
            .Add(f => f.Name, "Input.Name").Add(f => f.Label, "Name").Add(f => f.Help, "As staff call it.")
            .AddCascadingValue(FormErrors.At("Input.Name", "Give a name.")));

        var input = field.Find("input");
        input.GetAttribute("aria-invalid").ShouldBe("true");
        input.GetAttribute("aria-describedby").ShouldBe("Input_Name-help Input_Name-error");
        field.Find("#Input_Name-error").TextContent.ShouldBe("Give a name.");
        field.Find("#Input_Name-help").TextContent.ShouldBe("As staff call it.");
    }

    [Fact]
    public void TextField_OtherAttributes_GoOntoTheInput()
    {
        var field = Render<TextField>(p => p.Add(f => f.Name, "q").Add(f => f.Label, "Q").AddUnmatched("hx-get", "/customers"));

        field.Find("input").GetAttribute("hx-get").ShouldBe("/customers");
    }

    [Fact]
    public void NumberField_RefusedNumber_IsShownAgain()
    {
        var state = new ModelStateDictionary();
        state.SetModelValue("Input.Price", "-12.5", "-12.5");
        state.AddModelError("Input.Price", "Not a number.");

        var field = Render<NumberField>(p => p
            .Add(f => f.Name, "Input.Price").Add(f => f.Label, "Price").Add(f => f.Value, 0m).Add(f => f.Errors, FormErrors.From(state)));

        field.Find("input").GetAttribute("value").ShouldBe("-12.5");
    }

    [Theory]
    [InlineData("date", "31/12/2026", null)]
    [InlineData("date", "2026-12-31", "2026-12-31")]
    [InlineData("datetime-local", "2026-02-31T10:00", null)]
    [InlineData("datetime-local", "2026-02-28T10:00", "2026-02-28T10:00")]
    [InlineData("time", "25:00", null)]
    [InlineData("text", "anything", "anything")]
    public void TextField_RefusedText_IsShownAgainWhereTheFieldCanHoldIt(string type, string typed, string? shown)
    {
        var state = new ModelStateDictionary();
        state.SetModelValue("to", typed, typed);
        state.AddModelError("to", "Not a date.");

        var field = Render<TextField>(p => p.Add(f => f.Name, "to").Add(f => f.Label, "To").Add(f => f.Type, type).Add(f => f.Value, "2026-01-01").Add(f => f.Errors, FormErrors.From(state)));

        field.Find("input").GetAttribute("value").ShouldBe(shown);
        field.Find(".field-error").TextContent.ShouldBe("Not a date.");
    }

    [Fact]
    public void NumberField_Fraction_UsesADot()
    {
        var field = Render<NumberField>(p => p.Add(f => f.Name, "n").Add(f => f.Label, "N").Add(f => f.Value, 12.50m).Add(f => f.Step, 0.01m));

        field.Find("input").GetAttribute("value").ShouldBe("12.5");
        field.Find("input").GetAttribute("step").ShouldBe("0.01");
    }

    [Fact]
    public void PasswordField_StoredSecret_NeedsNoNewOne()
    {
        var field = Render<PasswordField>(p => p.Add(f => f.Name, "Input.Password").Add(f => f.Label, "Password").Add(f => f.IsSet, true).Add(f => f.Required, true));

        field.Find("input").HasAttribute("value").ShouldBeFalse();
        field.Find("input").HasAttribute("required").ShouldBeFalse();
        field.Find("#Input_Password-help").TextContent.ShouldContain("Leave empty to keep it");
    }

    [Fact]
    public void PasswordField_Generate_PointsAtItsInput()
    {
        var field = Render<PasswordField>(p => p.Add(f => f.Name, "Input.Secret").Add(f => f.Label, "Secret").Add(f => f.Generate, true));

        field.Find("[data-generate]").GetAttribute("data-generate").ShouldBe("Input_Secret");
        field.Find("[data-copy-from]").GetAttribute("data-copy-from").ShouldBe("Input_Secret");
    }

    [Fact]
    public void SelectField_Value_IsChosen()
    {
        var field = Render<SelectField>(p => p
            .Add(f => f.Name, "r").Add(f => f.Label, "Router").Add(f => f.Prompt, "Choose…").Add(f => f.Value, "2")
            .Add(f => f.Options, [new("1", "Kibera", "Nairobi"), new("2", "Nyali", "Mombasa")]));

        field.Find("option[selected]").TextContent.ShouldBe("Nyali");
        field.FindAll("optgroup").Count.ShouldBe(2);
    }

    [Fact]
    public void CheckField_Unticked_StillSendsNo()
    {
        var field = Render<CheckField>(p => p.Add(f => f.Name, "Input.Tls").Add(f => f.Label, "Use TLS"));

        field.Find("input[type=checkbox]").HasAttribute("checked").ShouldBeFalse();
        field.Find("input[type=hidden]").GetAttribute("value").ShouldBe("false");
    }

    [Fact]
    public void RadioCards_Options_HaveIdsOfTheirOwn()
    {
        var cards = Render<RadioCards>(p => p
            .Add(f => f.Name, "Input.Kind").Add(f => f.Label, "Kind").Add(f => f.Value, "b")
            .Add(f => f.Options, [new("a", "A"), new("b", "B", "Second", "wifi")]));

        cards.FindAll("input").Select(input => input.Id).ShouldBe(["Input_Kind-a", "Input_Kind-b"]);
        cards.Find("#Input_Kind-b").HasAttribute("checked").ShouldBeTrue();
    }

    [Fact]
    public void FormToken_OutsideARequest_IsSilent() => Render<FormToken>().Markup.Trim().ShouldBeEmpty();
}
