using System.Net;
using System.Net.Sockets;
using FluentValidation;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Subscriptions;

/// <summary>What is entered for a service, whether it is the first of a customer or one more.</summary>
public interface IServiceInput
{
    /// <summary>Empty takes the proposal made from the name.</summary>
    string? UserName { get; }

    /// <summary>Empty generates one.</summary>
    string? Password { get; }

    Guid? RouterId { get; }
    Guid? ProfileId { get; }

    /// <summary>Wall-clock time in the tenant's zone; null starts now.</summary>
    DateTime? StartsOn { get; }

    /// <summary>Only this device; empty lets any in.</summary>
    string? MacAddress { get; }

    /// <summary>A fixed IPv4 address; a static service needs one.</summary>
    string? FixedAddress { get; }

    /// <summary>What is asked for the time it begins with.</summary>
    FirstCharge FirstCharge { get; }
}

/// <summary>What a new service costs to begin with.</summary>
public enum FirstCharge
{
    /// <summary>Nothing: given, or paid in other books.</summary>
    Nothing,

    /// <summary>An invoice over the first period and the set-up fee, settled from credit as far as that goes.</summary>
    Invoice,
}

/// <summary>Told inside the transaction in which somebody added a service.</summary>
public interface INewServiceListener
{
    Task AddedAsync(Subscription subscription, FirstCharge charge, CancellationToken cancellationToken);
}

/// <summary>Whose first period is asked for: a customer's, or that of somebody new who lives there.</summary>
public sealed record FirstPriceQuestion(Guid? CustomerId, string? Country, string? Region, Guid ProfileId, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

/// <summary>What the first invoice would ask for: lines with discounts and taxes, and the sum.</summary>
public sealed record FirstPrice(IReadOnlyList<(string Text, Money Amount)> Lines, Money Total);

/// <summary>Reckons the first invoice before it is made, by the code that makes it. Implemented by the feature that invoices.</summary>
public interface IFirstPrice
{
    /// <summary>Null when nothing is asked for.</summary>
    Task<FirstPrice?> OfAsync(FirstPriceQuestion question, CancellationToken cancellationToken);
}

/// <summary>One more service of a customer that is there already.</summary>
public sealed record NewService : IServiceInput
{
    /// <summary>The subscription's id, made with the form: pressing twice makes one. Null makes one when saving.</summary>
    public Guid? Id { get; init; }

    public string? UserName { get; init; }
    public string? Password { get; init; }
    public Guid? RouterId { get; init; }
    public Guid? ProfileId { get; init; }
    public DateTime? StartsOn { get; init; }
    public string? MacAddress { get; init; }
    public string? FixedAddress { get; init; }
    public FirstCharge FirstCharge { get; init; }
}

public sealed class NewServiceValidator : AbstractValidator<NewService>
{
    public NewServiceValidator() => Include(new ServiceRules<NewService>());
}

/// <summary>The rules of a service's fields, the same on every form.</summary>
public sealed class ServiceRules<T> : AbstractValidator<T> where T : IServiceInput
{
    public ServiceRules()
    {
        RuleFor(s => s.UserName).Must(Credentials.IsUserName).When(s => !string.IsNullOrWhiteSpace(s.UserName)).Says(Credentials.UserNameRule);
        RuleFor(s => s.Password).Must(Credentials.IsPassword).When(s => !string.IsNullOrEmpty(s.Password)).Says(Credentials.PasswordRule);
        RuleFor(s => s.RouterId).NotEmpty().Says("Choose a router.");
        RuleFor(s => s.ProfileId).NotEmpty().Says("Choose a profile.");
        RuleFor(s => s.StartsOn).Must(on => on is null || on.Value.Year is >= 2000 and <= 2100).Says("A date between 2000 and 2100.");
        RuleFor(s => s.MacAddress).Must(ServiceFields.IsBlankOrMac).Says(ServiceFields.MacRule);
        RuleFor(s => s.FirstCharge).IsInEnum().Says("Choose what the first period costs.");
        RuleFor(s => s.FixedAddress).Must(ServiceFields.IsBlankOrAddress).Says(ServiceFields.AddressRule);
    }
}

/// <summary>Device and address of a service as people write them.</summary>
public static class ServiceFields
{
    public const string MacRule = "A MAC address of one device, such as 4C:5E:0C:12:34:56.";
    public const string AddressRule = "An IPv4 address of one device, such as 10.20.0.7.";

    public static bool IsBlankOrMac(string? text) => string.IsNullOrWhiteSpace(text) || MacAddress.TryNormalise(text, out _);

    public static bool IsBlankOrAddress(string? text) => string.IsNullOrWhiteSpace(text) || Address(text) is not null;

    /// <summary>Null for anything but four numbers that a single device can have.</summary>
    public static IPAddress? Address(string? text)
    {
        if (text?.Trim() is not { } trimmed || trimmed.Count(c => c == '.') != 3 || !IPAddress.TryParse(trimmed, out var address)) return null;
        if (address.AddressFamily != AddressFamily.InterNetwork || address.ToString() != trimmed) return null;
        return address.GetAddressBytes() is [0 or 127 or >= 224, ..] ? null : address;
    }
}
