using System.Text;
using MikrotikBilling.Web.Features.Payments.Gateways;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>What of a message may be looked at.</summary>
public sealed class MessageMaskTests
{
    [Theory]
    [InlineData("""{"id_token":"abc","amount":10.50,"name":"Jane"}""", "abc", "10.50")]
    [InlineData("""{"Password":"NjAwOTk5","store_id":"isp"}""", "NjAwOTk5", "isp")]
    [InlineData("""{"a":{"SecurityCredential":"xyz=="},"b":[{"api_key":"k"}]}""", "xyz", "SecurityCredential")]
    [InlineData("""{"Type":"Notification","Message":"{\"trxID\":\"9AB1\",\"token\":\"t0k3n\"}"}""", "t0k3n", "9AB1")]
    [InlineData("tran_id=INV1&verify_sign=ecce2390&verify_key=amount&amount=100.00", "ecce2390", "amount = 100.00")]
    [InlineData("""{"note":"card 4111 1111 1111 1111 ok"}""", "4111 1111", "•••• 1111")]
    [InlineData("""{"card":4111111111111111,"receipt":"4111111111111112"}""", "4111111111111111", "4111111111111112")]
    [InlineData("paid by 5500-0000-0000-0004, thanks", "5500-0000", "thanks")]
    public void Secrets_AreHidden_AndTheRestIsShown(string body, string hidden, string shown)
    {
        var text = MessageMask.Read(Encoding.UTF8.GetBytes(body), showsPhones: true);

        text.ShouldNotContain(hidden);
        text.ShouldContain(shown);
    }

    [Theory]
    [InlineData("""{"PhoneNumber":254712345678,"amount":1500}""")]
    [InlineData("""{"Item":[{"Name":"PhoneNumber","Value":254712345678}]}""")]
    [InlineData("cus_phone=254712345678&amount=1500")]
    public void Phones_AreShortened_ForWhoMayNotSeeThem(string body)
    {
        MessageMask.Read(Encoding.UTF8.GetBytes(body), showsPhones: true).ShouldContain("254712345678");
        var text = MessageMask.Read(Encoding.UTF8.GetBytes(body), showsPhones: false);
        text.ShouldNotContain("254712345678");
        text.ShouldContain("2547…678");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{broken")]
    [InlineData("plain words = nothing more")]
    public void Body_ThatIsNoFields_IsShownAsItIs(string body) => MessageMask.Read(Encoding.UTF8.GetBytes(body), showsPhones: false).ShouldBe(body);
}
