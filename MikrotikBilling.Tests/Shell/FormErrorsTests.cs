using Microsoft.AspNetCore.Mvc.ModelBinding;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Tests.Shell;

public sealed class FormErrorsTests
{
    [Fact]
    public void From_FieldError_CarriesMessageAndAttempt()
    {
        var state = new ModelStateDictionary();
        state.SetModelValue("Input.Port", "abc", "abc");
        state.AddModelError("Input.Port", "Not a number.");

        var errors = FormErrors.From(state);

        errors["Input.Port"].ShouldBe("Not a number.");
        errors.Attempted("Input.Port").ShouldBe("abc");
        errors["Input.Name"].ShouldBeNull();
    }

    [Fact]
    public void From_ErrorWithoutField_IsGeneral()
    {
        var state = new ModelStateDictionary();
        state.AddModelError("", "The router is gone.");

        var errors = FormErrors.From(state);

        errors.General.ShouldBe(["The router is gone."]);
        errors.Any.ShouldBeTrue();
    }

    [Fact]
    public void None_Always_HasNothing() => FormErrors.None.Any.ShouldBeFalse();
}
