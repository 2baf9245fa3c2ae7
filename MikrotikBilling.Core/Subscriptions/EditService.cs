using FluentValidation;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Subscriptions;

/// <summary>What a service shall be made of. What is left out stays as it is.</summary>
public sealed record EditService
{
    public string? UserName { get; init; }
    public Guid? ProfileId { get; init; }
    public Guid? RouterId { get; init; }

    /// <summary>Null leaves device and address alone; empty fields in it free them.</summary>
    public ServiceDevice? Device { get; init; }
}

/// <param name="MacAddress">The one device that may use it; empty lets any in.</param>
/// <param name="FixedAddress">Always this IPv4 address; empty takes one of the pool.</param>
public sealed record ServiceDevice(string? MacAddress, string? FixedAddress);

public sealed class EditServiceValidator : AbstractValidator<EditService>
{
    public EditServiceValidator()
    {
        RuleFor(s => s.UserName).Must(Credentials.IsUserName).When(s => s.UserName is not null).Says(Credentials.UserNameRule);
        RuleFor(s => s.ProfileId).NotEqual(Guid.Empty).Says("Choose a profile.");
        RuleFor(s => s.RouterId).NotEqual(Guid.Empty).Says("Choose a router.");
        RuleFor(s => s.Device!.MacAddress).Must(ServiceFields.IsBlankOrMac).When(s => s.Device is not null).Says(ServiceFields.MacRule);
        RuleFor(s => s.Device!.FixedAddress).Must(ServiceFields.IsBlankOrAddress).When(s => s.Device is not null).Says(ServiceFields.AddressRule);
    }
}
